// Package kubeletconfig writes and checks what the kubelet reads about credential
// providers: CredentialProviderConfig, the flags that name it, and the RBAC that
// lets a kubelet ask for a pod's token.
//
//	providers.go  which images each helper is asked about, and by whose identity
//	platform.go   where a platform's nodes have the file and the programs
//	write.go      the configuration, rbac.go the permissions
//	lint.go       the kubelet's own rules: what it refuses, it does not start with
//	notes.go      what it accepts and will never call
//
// The file is decoded by the two libraries that the kubelet decodes it with; its
// rules are written again here, since its package links half of Kubernetes. A test
// module compares both, the kubelet's own code being the judge
// (https://kubernetes.io/docs/tasks/administer-cluster/kubelet-credential-provider/).
package kubeletconfig

import (
	"encoding/json"
	"time"
)

// The kinds and versions.
const (
	group      = "kubelet.config.k8s.io"
	apiVersion = group + "/v1"
	kind       = "CredentialProviderConfig"
	pluginV1   = "credentialprovider.kubelet.k8s.io/v1"
)

// config is CredentialProviderConfig, version v1.
type config struct {
	Kind       string     `json:"kind,omitempty"`
	APIVersion string     `json:"apiVersion,omitempty"`
	Providers  []provider `json:"providers"`
}

// provider is an olderProvider that may be asked with a service account's token.
type provider struct {
	olderProvider
	TokenAttributes *tokenAttributes `json:"tokenAttributes,omitempty"`
}

type variable struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type tokenAttributes struct {
	Audience  string   `json:"serviceAccountTokenAudience"`
	CacheType string   `json:"cacheType"`
	Require   *bool    `json:"requireServiceAccount"`
	Required  []string `json:"requiredServiceAccountAnnotationKeys,omitempty"`
	Optional  []string `json:"optionalServiceAccountAnnotationKeys,omitempty"`
}

// older is a configuration of version v1beta1 or v1alpha1, which knows no tokens
// of service accounts.
type older struct {
	Kind       string          `json:"kind,omitempty"`
	APIVersion string          `json:"apiVersion,omitempty"`
	Providers  []olderProvider `json:"providers"`
}

type olderProvider struct {
	Name                 string     `json:"name"`
	MatchImages          []string   `json:"matchImages"`
	DefaultCacheDuration *duration  `json:"defaultCacheDuration"`
	APIVersion           string     `json:"apiVersion"`
	Args                 []string   `json:"args,omitempty"`
	Env                  []variable `json:"env,omitempty"`
}

func (o older) newer() []provider {
	all := make([]provider, 0, len(o.Providers))
	for _, p := range o.Providers {
		all = append(all, provider{olderProvider: p})
	}
	return all
}

// duration is a text such as 10m, as in all of Kubernetes' objects.
type duration time.Duration

func (d *duration) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	parsed, err := time.ParseDuration(text)
	*d = duration(parsed)
	return err
}

func (d duration) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(d).String()) }
