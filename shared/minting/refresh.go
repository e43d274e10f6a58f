package minting

import (
	"context"
	"time"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/rule"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// refresh is one attempt to get a token that the cache does not have. One
// process at a time makes it; the others wait for what comes of it.
type refresh struct {
	Helper
	found
	cache *cache
	aging bool // there is one that can be used meanwhile
	began time.Time
}

// errBusy: another process is at it, and there is a token to use meanwhile.
var errBusy = fault.New(fault.Timeout, "another process is making one")

func (r *refresh) run(ctx context.Context) (credential.Credential, error) {
	release, kept, err := r.acquire(ctx)
	if kept != nil {
		return credentialOf(*kept), nil
	}
	if err != nil {
		return credential.Credential{}, err
	}
	defer release()
	started := time.Now().Truncate(time.Second)
	c, err := r.mint(ctx, r.name, r.rule)
	if err != nil {
		if ctx.Err() == nil { // what ended this run alone is nobody else's failure
			r.cache.keepFailure(ctx, r.key, err)
		}
		return c, err
	}
	if c.Source == "" {
		c.Source = r.key.Words
	}
	c.Kind = credential.Exchanged
	c.Expires = r.shortened(started, c.Expires)
	r.cache.keep(ctx, r.found, started, c)
	r.cache.keepRule(r.Name, r.found)
	return c, nil
}

// shortened is a token's end, no later than the rule's max_age.
func (f found) shortened(minted, expires time.Time) time.Time {
	most, err := time.ParseDuration(f.rule.Get(rule.MaxAge))
	if end := minted.Add(most); err == nil && end.Before(expires) {
		return end
	}
	return expires
}

// acquire gives the lock of the key, or what its holder came to. It is waited
// for while its holder lives, up to half of the run's time and a little more;
// then this process goes on without it, as it does where there are no locks.
func (r *refresh) acquire(ctx context.Context) (release func(), kept *tokencache.Record, err error) {
	none := func() {}
	if r.cache.path == "" || r.cache.make() != nil {
		return none, nil, nil
	}
	lock, err := openLock(r.cache.dir.Path("lock"), r.key.File())
	if err != nil {
		return none, nil, nil
	}
	patience := time.Minute
	if end, ok := ctx.Deadline(); ok {
		half := time.Until(end) / 2
		patience = half + min(2*time.Second, half/4) // a holder that takes half of it is not too late
	}
	waited := false
	for pause := 10 * time.Millisecond; ; pause = min(pause*3/2, 100*time.Millisecond) {
		held, err := lock.try()
		switch {
		case err != nil: // a file system without locks
			lock.close()
			return none, nil, nil
		case held || waited:
			if record, state := r.cache.load(ctx, r.key); state == tokencache.Fresh {
				lock.close()
				return nil, &record, nil
			}
			if failure := r.cache.failure(r.key, r.began); failure != nil {
				lock.close()
				return nil, nil, failure
			}
		case r.aging:
			lock.close()
			return nil, nil, errBusy
		}
		if held {
			return lock.close, nil, nil
		}
		waited = true
		if time.Since(r.began) > patience {
			lock.close()
			return none, nil, nil
		}
		select {
		case <-ctx.Done():
			lock.close()
			return nil, nil, fault.New(fault.Timeout, "waiting for another process that makes the token: %w", ctx.Err())
		case <-time.After(pause):
		}
	}
}
