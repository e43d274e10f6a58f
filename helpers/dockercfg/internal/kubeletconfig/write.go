package kubeletconfig

import (
	"fmt"
	"slices"
	"strings"

	"sigs.k8s.io/yaml"
)

// Wanted is a configuration to write.
type Wanted struct {
	Providers      []Provider
	ServiceAccount bool     // use the identity of the pod's service account, not the node's
	Images         []string // more patterns for every provider
	Audience       string   // of the token; "" for the provider's
	Platform       Platform
	BinDir         string // "" for the platform's
}

// Config returns the configuration. Comments at the top say where to put it.
func (w Wanted) Config() ([]byte, error) {
	c := config{Kind: kind, APIVersion: apiVersion}
	for _, p := range w.Providers {
		written, err := w.provider(p)
		if err != nil {
			return nil, err
		}
		c.Providers = append(c.Providers, written)
	}
	body, err := yaml.Marshal(c)
	if err != nil {
		return nil, err
	}
	return append([]byte(w.head()), body...), nil
}

func (w Wanted) provider(p Provider) (provider, error) {
	// A helper says how long its answer is valid. An answer that does not is not cached.
	never := duration(0)
	written := provider{olderProvider: olderProvider{
		Name: p.Program(), MatchImages: slices.Concat(p.Images, w.Images), DefaultCacheDuration: &never,
		APIVersion: pluginV1, Args: []string{"kubelet"},
	}}
	if len(written.MatchImages) == 0 {
		return written, fmt.Errorf("%s has no registries of its own: add --match PATTERN", p.Program())
	}
	if !w.ServiceAccount {
		written.Args = append(written.Args, "--node-identity")
		return written, nil
	}
	audience, err := w.audience(p)
	if err != nil {
		return written, err
	}
	require := true
	written.TokenAttributes = &tokenAttributes{
		Audience: audience, CacheType: "ServiceAccount", Require: &require, Required: p.Annotations,
	}
	return written, nil
}

// audience returns the audience of a pod's token.
func (w Wanted) audience(p Provider) (string, error) {
	switch {
	case p.Annotations == nil:
		return "", fmt.Errorf("%s cannot use the token of a service account: leave it out, or leave out "+
			"--service-account", p.Name)
	case w.Audience != "":
		return w.Audience, nil
	case p.Audience == "" && w.Platform.Own == p.Name:
		return "", fmt.Errorf("%s needs the audience of your project's workload identity pool: add --audience "+
			"PROJECT.svc.id.goog",
			p.Name)
	case p.Audience == "":
		return "", fmt.Errorf("%s needs the audience of your workload identity pool: add --audience "+
			"//iam.googleapis.com/projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER",
			p.Name)
	}
	return p.Audience, nil
}

// head returns the comments that say what to do with the file.
func (w Wanted) head() string {
	dir := w.binDir()
	lines := []string{
		"Credential providers for the kubelet: " + w.Platform.For + ".",
		"",
		"Programs, in " + dir + ":",
	}
	for _, p := range w.Providers {
		lines = append(lines, "  "+p.Program())
	}
	lines = append(lines, "This file, on each node: "+w.Platform.File)
	lines = append(lines, "Flags of the kubelet:",
		"  --image-credential-provider-config="+w.Platform.File,
		"  --image-credential-provider-bin-dir="+dir)
	lines = append(lines, w.Platform.Notes...)
	if w.ServiceAccount {
		lines = append(lines, "",
			"Kubernetes 1.34 or newer. A program is only called for pods whose service account has "+
				"the annotation")
		for _, p := range w.Providers {
			lines = append(lines, "  "+strings.Join(p.Annotations, " and "))
		}
		lines = append(lines, "and if the kubelet may request the token: `dockercfg kubelet-config --rbac` prints the "+
			"permission.")
	}
	lines = append(lines, "",
		"The kubelet does not start with an invalid file. Check it first: dockercfg kubelet-config "+
			"--lint FILE")
	var text strings.Builder
	for _, line := range lines {
		text.WriteString(strings.TrimRight("# "+line, " ") + "\n")
	}
	return text.String()
}

func (w Wanted) binDir() string {
	if w.BinDir != "" {
		return w.BinDir
	}
	return w.Platform.BinDir
}
