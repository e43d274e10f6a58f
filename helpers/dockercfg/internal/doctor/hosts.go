package doctor

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/helperclient"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/shellword"
)

const (
	perHelper = 10 * time.Second
	parallel  = 8
)

// answer is a helper's answer to explain.
type answer struct {
	helperclient.Explanation
	err error
}

// question is a registry and the helper of this suite to ask about it.
type question struct{ host, short string }

// identitiesWork asks the helpers of this suite what they would use for each
// registry. Their answer is the finding; the fix follows from the error's code.
func identitiesWork(c *checkup) {
	var questions []question
	add := func(key, short string) {
		name, err := registry.Parse(key)
		if err == nil && short != "" && slices.Contains(c.Suite, short) && c.wanted(key) {
			questions = append(questions, question{name.Key(), short})
		}
	}
	for _, b := range c.Config.CredHelpers {
		add(b.Key, b.Helper)
	}
	for _, e := range c.Config.Auths {
		if _, bound := c.boundTo(e.Key); !bound {
			add(e.Key, c.Config.CredsStore)
		}
	}
	for _, host := range c.Hosts {
		if _, bound := c.boundTo(host); !bound {
			add(host, c.Config.CredsStore)
		}
	}
	answers := make([]answer, len(questions))
	var workers sync.WaitGroup
	slots := make(chan struct{}, parallel)
	for i, q := range questions {
		workers.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			answers[i] = c.explain(q)
		})
	}
	workers.Wait()
	for i, q := range questions {
		c.judge(q, answers[i])
	}
}

func (c *checkup) explain(q question) (a answer) {
	helper, err := helperclient.Find(q.short)
	if err != nil {
		return answer{} // reported by another check
	}
	ctx, cancel := context.WithTimeout(c.ctx, perHelper)
	defer cancel()
	a.Explanation, a.err = helperclient.Caller{Trusted: c.Suite}.Explain(ctx, helper, q.host)
	return a
}

func (c *checkup) judge(q question, a answer) {
	who, err := helperclient.Prefix+q.short, a.err
	var coded *fault.Error
	switch {
	case err == nil && a.Program:
		c.find(Info, `add keep = "1h" to its rule in config.toml`,
			"%s: %s: the identity comes from a program that runs at every pull", q.host, who)
	case err == nil && a.Lacks != "" && a.Ambient:
		c.find(Warning, a.Lacks, "%s: %s: no one is logged in, and this machine may have no identity of its own",
			q.host, who)
	case err == nil && a.Lacks != "":
		c.find(Error, a.Lacks, "%s: %s: a login is needed: %s", q.host, who, a.Source)
	case err == nil:
	case errors.Is(err, fault.ErrNotFound):
		c.find(Info, "docker login "+shellword.Quote(q.host), "%s: %s has no credential for it, so pulls are anonymous", q.host, who)
	case errors.As(err, &coded):
		c.find(Error, q.fix(coded), "%s: %s: %s", q.host, who, err)
	default:
		c.find(Error, "dockercfg explain "+shellword.Quote(q.host), "%s: %s: %s", q.host, who, err)
	}
}

// fix returns what to do about a helper's error. An error that was made in this
// process may have a hint. For one that a helper printed only the code counts: its
// text is shown, never interpreted.
func (q question) fix(err *fault.Error) string {
	if err.Hint != "" {
		return err.Hint
	}
	switch err.Code {
	case fault.Helper, fault.Timeout, fault.Internal: // run by hand, the helper shows more
		return "printf %s " + shellword.Quote(q.host) + " | " + helperclient.Prefix + q.short + " explain"
	}
	return "dockercfg explain " + shellword.Quote(q.host)
}
