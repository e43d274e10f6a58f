package main

import "strings"

// providers are the short names of the helpers that can be tested. docs/live.md and the issue
// form contain the same list.
var providers = []string{
	"ecr", "gar", "acr", "icr", "dockerhub", "ghcr", "gitlab", "quay", "digitalocean", "heroku",
}

// everybodys are the hosts that are the same for everyone; an entry that begins with a dot or a
// hyphen is the end of such hosts.
var everybodys = []string{
	"index.docker.io", "dhi.io", "ghcr.io", "quay.io", "registry.gitlab.com", "registry.digitalocean.com",
	"registry.heroku.com", "public.ecr.aws", "gcr.io", ".gcr.io", "-docker.pkg.dev", "icr.io", ".icr.io",
}

// tenants are the ends of hosts whose first part identifies a customer.
var tenants = []string{
	".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".on.aws", ".azurecr.io", ".azurecr.cn", ".azurecr.us",
	".ghe.com",
}

// shownHost returns the part of a registry's host that a report may show.
func shownHost(host string) string {
	for _, end := range everybodys {
		if host == end || (end[0] == '.' || end[0] == '-') && strings.HasSuffix(host, end) {
			return host
		}
	}
	for _, end := range tenants {
		if !strings.HasSuffix(host, end) {
			continue
		}
		if end == ".ghe.com" {
			return "…" + end // the second part identifies the customer
		}
		_, rest, _ := strings.Cut(host, ".")
		return "…." + rest
	}
	return "a registry of one's own"
}
