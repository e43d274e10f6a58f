package main

import (
	"os"
	"slices"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/lookup"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/resolve"
	"github.com/dockercfg/dockercfg/shared/dockerconfig"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/userconfig"
)

// alike are registries that share one credential: only the first is resolved, the others
// get a copy. A generator writes five of Google's registries for one identity and makes
// one request to Google.
type alike struct {
	first  string
	others []string
}

// oneCredential removes the registries that get a copy from the request. A rule may give
// one of them another identity, so only registries with the same rule are alike, and
// those that DOCKER_AUTH_CONFIG names are left alone.
func oneCredential(r *resolve.Request, groups [][]dockerconfig.Binding) []alike {
	rules, err := userconfig.Load(os.Getenv, nil)
	if err != nil {
		return nil // each helper reports the error
	}
	var found []alike
	for _, group := range groups {
		byRule := map[int]int{} // the rule's line, or 0 without a rule → index in found
		for _, b := range group {
			name, err := registry.Parse(b.Key)
			rule, wrong := rules.For(b.Helper, name)
			if err != nil || wrong != nil || named(r.Env.Auths, b.Key) {
				continue
			}
			line := 0
			if rule.Found {
				line = rule.Line
			}
			i, known := byRule[line]
			if !known {
				byRule[line] = len(found)
				found = append(found, alike{first: lookup.Key(b.Key)})
				continue
			}
			found[i].others = append(found[i].others, lookup.Key(b.Key))
			drop(r, b.Key)
		}
	}
	return found
}

// drop removes a registry from a request.
func drop(r *resolve.Request, key string) {
	same := func(other string) bool { return lookup.Key(other) == lookup.Key(key) }
	bound := func(b dockerconfig.Binding) bool { return same(b.Key) }
	r.Config.CredHelpers = slices.DeleteFunc(r.Config.CredHelpers, bound)
	r.Require = slices.DeleteFunc(r.Require, same)
}

func named(entries []dockerconfig.Entry, key string) bool {
	return slices.ContainsFunc(entries, func(e dockerconfig.Entry) bool { return lookup.Key(e.Key) == lookup.Key(key) })
}

// copied inserts the copies after the result that they are copies of.
func copied(results []resolve.Result, groups []alike) []resolve.Result {
	var all []resolve.Result
	for _, result := range results {
		all = append(all, result)
		for _, group := range groups {
			if group.first != result.Host {
				continue
			}
			for _, other := range group.others {
				same := result
				same.Host, same.Keys, same.PassedOver = other, []string{other}, nil
				all = append(all, same)
			}
		}
	}
	return all
}
