package main

import (
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/oidc"
)

// taker is the pool that accepts a pod's token at Google's exchange: a provider of a workload
// identity pool, or the pool that every GKE cluster's project has.
type taker struct {
	audience string // of the exchange
	pool     string // GKE's, as in my-project.svc.id.goog; "" for a pool of the user's
	check    string // what to check if the exchange refuses the token
}

// named returns the pool's name for errors.
func (t taker) named() string {
	if t.pool != "" {
		return t.pool
	}
	return t.audience
}

// member returns a service account of the cluster as IAM's policies name it
// (https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity#kubernetes-sa-to-iam,
// https://cloud.google.com/iam/docs/principal-identifiers).
func (t taker) member(subject string) string {
	if account, ok := strings.CutPrefix(subject, "system:serviceaccount:"); ok && t.pool != "" {
		return "serviceAccount:" + t.pool + "[" + fault.Printable(strings.Replace(account, ":", "/", 1), 120) + "]"
	}
	pool, _, _ := strings.Cut(t.audience, "/providers/")
	return "principal:" + pool + "/subject/" + fault.Printable(subject, 120)
}

// takerOf returns the pool in a token's audience, which must be the only one.
func takerOf(token oidc.Token) (taker, error) {
	if len(token.Audience) != 1 {
		return taker{}, notPool()
	}
	if project, ok := strings.CutSuffix(token.Audience[0], gkePool); ok {
		return ofCluster(project, token.Issuer)
	}
	return poolProvider(token.Audience[0])
}

// poolProvider returns a provider of a workload identity pool, with or without the scheme, which
// Google accepts too (https://cloud.google.com/iam/docs/workload-identity-federation-with-kubernetes).
func poolProvider(audience string) (taker, error) {
	name, ok := strings.CutPrefix(strings.TrimPrefix(audience, "https:"), "//iam.googleapis.com/")
	shape := []string{"projects", "", "locations", "global", "workloadIdentityPools", "", "providers", ""}
	if !ok || !isPath(name, shape) {
		return taker{}, notPool()
	}
	return taker{
		audience: "//iam.googleapis.com/" + name,
		check:    "check the issuer, keys and attribute condition of that provider",
	}, nil
}

// A GKE cluster has the pool PROJECT.svc.id.goog, which does not have to be created. The exchange identifies
// the cluster by its URL, which is the issuer of its tokens
// (https://cloud.google.com/kubernetes-engine/docs/concepts/workload-identity#credential-flow).
const (
	gkePool   = ".svc.id.goog"
	gkeIssuer = "https://container.googleapis.com/v1/"
)

// ofCluster returns the pool of a GKE cluster. It trusts the issuer in the token, because Google checks
// the signature with the keys of the cluster that it names. The pool must belong to the cluster's own
// project: GKE allows no other.
func ofCluster(project, issuer string) (taker, error) {
	cluster, ok := strings.CutPrefix(issuer, gkeIssuer)
	switch {
	case !isPoolPart(project):
		return taker{}, notPool()
	case !ok || !isPath(cluster, []string{"projects", "", "locations", "", "clusters", ""}):
		return taker{}, fault.New(fault.Config, "the pod's token is for GKE's pool %s, but its issuer is not a "+
			"GKE cluster: for another cluster, create a workload identity pool "+
			"and set serviceAccountTokenAudience to its provider", project+gkePool)
	case !strings.HasPrefix(cluster, "projects/"+project+"/"):
		return taker{}, fault.New(fault.Config, "the pod's token is for GKE's pool %s, but its cluster belongs to "+
			"another project: set serviceAccountTokenAudience in the provider's configuration "+
			"to the pool of the cluster's own project", project+gkePool)
	}
	pool := project + gkePool
	return taker{
		audience: "identitynamespace:" + pool + ":" + issuer, pool: pool,
		check: "check that Workload Identity Federation is enabled for the cluster",
	}, nil
}

func notPool() error {
	return fault.New(fault.Config,
		"the audience of the pod's token is not a provider of a workload identity pool: set "+
			"serviceAccountTokenAudience in the provider's configuration to PROJECT"+gkePool+" on GKE, and elsewhere to "+
			"//iam.googleapis.com/projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER")
}

// isPath reports whether a path has exactly these parts; an empty one means any name.
func isPath(path string, shape []string) bool {
	parts := strings.Split(path, "/")
	if len(parts) != len(shape) {
		return false
	}
	for i, fixed := range shape {
		if fixed != "" && parts[i] != fixed || fixed == "" && !isPoolPart(parts[i]) {
			return false
		}
	}
	return true
}

func isPoolPart(s string) bool { return s != "" && len(s) <= 64 && consistsOf(s, "-") }
