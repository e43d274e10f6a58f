package main

import "strings"

// providers are the helpers that answer for a provider, by their short names.
// docs/live.md and the issue form list the same.
var providers = []string{
	"ecr", "gar", "acr", "icr", "dockerhub", "ghcr", "gitlab", "quay", "digitalocean", "heroku",
}

// everybodys are the hosts that say nothing of whose registry it is; one that begins
// with a dot or a hyphen is the end of such hosts.
var everybodys = []string{
	"index.docker.io", "dhi.io", "ghcr.io", "quay.io", "registry.gitlab.com", "registry.digitalocean.com",
	"registry.heroku.com", "public.ecr.aws", "gcr.io", ".gcr.io", "-docker.pkg.dev", "icr.io", ".icr.io",
}

// tenants are the ends of hosts whose first part belongs to one customer.
var tenants = []string{
	".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".on.aws", ".azurecr.io", ".azurecr.cn", ".azurecr.us",
	".ghe.com",
}

// shownHost is what a report says of a registry's host.
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
			return "…" + end // the customer is the second part
		}
		_, rest, _ := strings.Cut(host, ".")
		return "…." + rest
	}
	return "a registry of one's own"
}
