package resolve

import (
	"errors"
	"slices"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/helperclient"
)

// merge merges the results for all spellings of a registry. Equal credentials become
// one. Different ones are an error that names both keys, unless a preferred key decides:
// two readers of one file would use different ones.
func (r Request) merge(p *plan, answers []Result) []Result {
	groups := map[string][]Result{}
	var order []string
	for _, a := range answers {
		if groups[a.Host] == nil {
			order = append(order, a.Host)
		}
		groups[a.Host] = append(groups[a.Host], a)
	}
	var merged []Result
	for _, host := range order {
		result := r.mergeGroup(groups[host])
		result.PassedOver = p.skipped[host]
		merged = append(merged, result)
	}
	for _, host := range p.required {
		i := slices.IndexFunc(merged, func(m Result) bool { return m.Host == host })
		if i < 0 {
			merged = append(merged, Result{Host: host})
			i = len(merged) - 1
		}
		if m := &merged[i]; errors.Is(m.Err, fault.ErrNotFound) || len(m.Keys) == 0 {
			m.Needed, m.Absent = true, true
			m.Err = r.absent(p, host, m.Keys)
		}
	}
	for i := range merged {
		merged[i].Needed = merged[i].Needed || slices.Contains(p.needed, merged[i].Host)
	}
	return merged
}

// absent returns the error for a named registry without a credential.
func (r Request) absent(p *plan, host string, keys []string) error {
	for _, key := range keys {
		if by := r.Unbind[key]; by != "" {
			return fault.New(fault.NoIdentity,
				"%s%s has no credential for it: check the variables that it reads, or %s",
				helperclient.Prefix, r.bound[key], by)
		}
	}
	return fault.New(fault.NoIdentity, "there is no credential for it: log in with `docker login %s`, or name "+
		"a helper for it in credHelpers in %s%s", host, r.Config.Path, r.hint(p, host))
}

// hint mentions an entry of the file that was not used.
func (r Request) hint(p *plan, host string) string {
	if len(p.skipped[host]) == 0 {
		return ""
	}
	return "; the file has an entry for it, which --fallback-inline uses"
}

// unknown reports whether the secret was not asked for. Those in the file are known.
func unknown(r Result) bool { return r.Credential.Secret == "" }

func (r Request) mergeGroup(group []Result) Result {
	for _, want := range r.Prefer {
		for _, one := range group {
			if slices.Contains(one.Keys, want) {
				return one
			}
		}
	}
	best := group[0]
	for _, one := range group[1:] {
		keys := slices.Concat(best.Keys, one.Keys)
		switch {
		case best.Err != nil && !errors.Is(best.Err, fault.ErrNotFound):
			return best
		case one.Err != nil && !errors.Is(one.Err, fault.ErrNotFound), best.Err != nil:
			best = one
		case one.Err != nil, unknown(best), unknown(one), same(best.Credential, one.Credential):
		default:
			best.Err = problem("the keys %s have different credentials: choose one with --prefer KEY",
				strings.Join(keys, " and "))
		}
		best.Keys = keys
	}
	return best
}
