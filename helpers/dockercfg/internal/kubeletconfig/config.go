// Package kubeletconfig writes and checks what the kubelet reads about credential
// providers: CredentialProviderConfig, the flags that name it, and the RBAC that lets a
// kubelet request a pod's token.
//
//	providers.go  the images that each helper is called for, and with which identity
//	platform.go   where the nodes of a platform have the file and the programs
//	write.go      the configuration, rbac.go the permissions
//	lint.go       checks a configuration: decode.go reads it, validate.go has the
//	              kubelet's rules, notes.go reports what the kubelet never uses
//
// The file is decoded with the two libraries that the kubelet uses; its rules are
// implemented again here, since its package links half of Kubernetes. A test module
// compares both with the kubelet's own code
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

// provider is an olderProvider that may receive a service account's token.
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

// older is a configuration of version v1beta1 or v1alpha1, which do not support tokens of
// service accounts.
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

// duration is written as a text such as 10m, as in all objects of Kubernetes.
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
