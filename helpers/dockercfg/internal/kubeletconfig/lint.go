package kubeletconfig

import (
	"bytes"
	stdjson "encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"sigs.k8s.io/json"
	"sigs.k8s.io/yaml"

	"github.com/dockercfg/dockercfg/shared/safefile"
)

// maxFile is what a configuration may have here; the kubelet has no limit.
const maxFile = 4 << 20 // bytes

// Report is what was found in a configuration.
type Report struct {
	Providers int
	Faults    []string // with one of them the kubelet does not start
	Notes     []string // what it accepts, and will silently not call
}

// placed is a provider and where it is.
type placed struct {
	provider
	at string // pull.yaml: providers[0]
}

// checker collects what is found.
type checker struct {
	report Report
	all    []placed
}

func (c *checker) fault(format string, args ...any) {
	c.report.Faults = append(c.report.Faults, fmt.Sprintf(format, args...))
}

func (c *checker) note(format string, args ...any) {
	c.report.Notes = append(c.report.Notes, fmt.Sprintf(format, args...))
}

// Lint reads a file, or a directory as the kubelet does, by the kubelet's rules.
// binDir is where the programs have to be; "" does not look. The error is one of
// reading.
func Lint(path, binDir string) (Report, error) {
	c := &checker{}
	files, err := c.files(path)
	if err != nil {
		return c.report, err
	}
	for _, file := range files {
		if err := c.read(file); err != nil {
			return c.report, err
		}
	}
	c.report.Providers = len(c.all)
	if len(c.report.Faults) == 0 { // the kubelet, too, looks no further
		c.validate(path)
		c.programs(binDir)
	}
	if len(c.report.Faults) == 0 {
		c.notes()
	}
	return c.report, nil
}

// files are those that the kubelet reads, in its order.
func (c *checker) files(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		name := filepath.Join(path, e.Name())
		switch filepath.Ext(e.Name()) {
		case ".json", ".yaml", ".yml":
			if !e.IsDir() {
				files = append(files, name)
				continue
			}
		}
		c.note("%s: the kubelet does not read it: files of a directory end in .json, .yaml or .yml", name)
	}
	if len(files) == 0 {
		c.fault("%s: the directory contains no file that ends in .json, .yaml or .yml", path)
	}
	slices.Sort(files)
	return files, nil
}

func (c *checker) read(path string) error {
	data, err := safefile.ReadNamed(path, maxFile, false)
	if err != nil {
		return err
	}
	providers, err := decode(data)
	if err != nil {
		c.fault("%s: %s", path, err)
		return nil
	}
	if extra := documentsAfter(data); extra > 0 {
		c.note("%s: the kubelet reads the first document alone: %d more after --- are ignored", path, extra)
	}
	for i, p := range providers {
		here := placed{p, fmt.Sprintf("%s: providers[%d]", path, i)}
		if slices.ContainsFunc(c.all, func(other placed) bool { return other.Name == p.Name }) {
			c.fault("%s.name: another provider has the name %q", here.at, p.Name)
		}
		c.all = append(c.all, here)
	}
	return nil
}

// decode reads one file as the kubelet's codec does: what begins with { is JSON,
// all else YAML, of which the first document counts; unknown and repeated fields
// are errors.
func decode(data []byte) ([]provider, error) {
	text := data
	isJSON := bytes.HasPrefix(bytes.TrimLeftFunc(data, unicode.IsSpace), []byte("{"))
	if !isJSON {
		var err error
		if text, err = yaml.YAMLToJSON(data); err != nil {
			return nil, err
		}
	}
	version, err := versionOf(text)
	if err != nil {
		return nil, err
	}
	var newest config
	var old older
	var into any = &newest
	if version != "v1" {
		into = &old
	}
	strict, err := json.UnmarshalStrict(text, into)
	if err != nil {
		return nil, err
	}
	if !isJSON {
		if _, err := yaml.YAMLToJSONStrict(data); err != nil {
			return nil, err
		}
	}
	if len(strict) > 0 {
		return nil, errors.Join(strict...)
	}
	if version != "v1" {
		return old.newer(), nil
	}
	return newest.Providers, nil
}

// versionOf is the version of the configuration. It is read before everything else,
// and without regard to the case of names.
func versionOf(text []byte) (string, error) {
	var is struct {
		APIVersion string `json:"apiVersion"`
		Kind       string `json:"kind"`
	}
	if err := stdjson.Unmarshal(text, &is); err != nil {
		return "", fmt.Errorf("kind and apiVersion cannot be read: %w", err)
	}
	named, version, ok := strings.Cut(is.APIVersion, "/")
	known := version == "v1" || version == "v1beta1" || version == "v1alpha1"
	switch {
	case is.Kind != kind:
		return "", fmt.Errorf("kind is %q, not %s", is.Kind, kind)
	case !ok || named != group || !known:
		return "", fmt.Errorf("apiVersion is %q, not %s", is.APIVersion, apiVersion)
	}
	return version, nil
}

// validate holds the providers to the kubelet's rules
// (https://github.com/kubernetes/kubernetes/blob/master/pkg/credentialprovider/plugin/config.go).
func (c *checker) validate(path string) {
	if len(c.all) == 0 {
		c.fault("%s: providers: at least one is needed", path)
	}
	for _, p := range c.all {
		if p.Name == "." || p.Name == ".." || strings.ContainsAny(p.Name, "/ ") {
			c.fault("%s.name: %q is not the name of a file: it has no slash and no space", p.at, p.Name)
		}
		switch p.APIVersion {
		case pluginV1, "credentialprovider.kubelet.k8s.io/v1beta1", "credentialprovider.kubelet.k8s.io/v1alpha1":
		default:
			c.fault("%s.apiVersion: it is %q, not %s", p.at, p.APIVersion, pluginV1)
		}
		if len(p.MatchImages) == 0 {
			c.fault("%s.matchImages: at least one is needed", p.at)
		}
		for i, pattern := range p.MatchImages {
			if _, err := url.Parse("https://" + pattern); err != nil {
				c.fault("%s.matchImages[%d]: %q is not valid: %s", p.at, i, pattern, reason(err))
			}
		}
		switch {
		case p.DefaultCacheDuration == nil:
			c.fault("%s.defaultCacheDuration: it is needed, such as 10m", p.at)
		case *p.DefaultCacheDuration < 0:
			c.fault("%s.defaultCacheDuration: it is less than 0", p.at)
		}
		if p.TokenAttributes != nil {
			c.attributes(p)
		}
	}
}

// reason is the cause of an error of net/url, without the text that it repeats.
func reason(err error) error {
	var of *url.Error
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}

func (c *checker) attributes(p placed) {
	at, a := p.at+".tokenAttributes", p.TokenAttributes
	if a.Audience == "" {
		c.fault("%s.serviceAccountTokenAudience: it is needed", at)
	}
	if a.CacheType != "ServiceAccount" && a.CacheType != "Token" {
		c.fault("%s.cacheType: it is %q, not ServiceAccount or Token", at, a.CacheType)
	}
	if a.Require == nil {
		c.fault("%s.requireServiceAccount: it is needed, true or false", at)
	}
	if p.APIVersion != pluginV1 {
		c.fault("%s: it needs the apiVersion %s", at, pluginV1)
	}
	if a.Require != nil && !*a.Require && len(a.Required) > 0 {
		c.fault("%s.requiredServiceAccountAnnotationKeys: they need requireServiceAccount: true", at)
	}
	c.keys(at+".requiredServiceAccountAnnotationKeys", a.Required)
	c.keys(at+".optionalServiceAccountAnnotationKeys", a.Optional)
	for _, key := range a.Required {
		if slices.Contains(a.Optional, key) {
			c.fault("%s: the annotation %q is required and optional", at, key)
		}
	}
}

func (c *checker) keys(at string, keys []string) {
	for i, key := range keys {
		if !isAnnotation(key) {
			c.fault("%s[%d]: %q is not the name of an annotation", at, i, key)
		}
		if slices.Contains(keys[:i], key) {
			c.fault("%s[%d]: %q is there twice", at, i, key)
		}
	}
}

// isAnnotation holds [prefix/]name, whatever its case
// (https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set).
func isAnnotation(key string) bool {
	prefix, name, prefixed := strings.Cut(strings.ToLower(key), "/")
	if !prefixed {
		prefix, name = "", prefix
	}
	inner := func(r rune) bool { return r == '-' || r == '_' || r == '.' || isAlnum(r) }
	if name == "" || len(name) > 63 || strings.ContainsFunc(name, func(r rune) bool { return !inner(r) }) ||
		!isAlnum(rune(name[0])) || !isAlnum(rune(name[len(name)-1])) {
		return false
	}
	return !prefixed || isSubdomain(prefix)
}

func isSubdomain(text string) bool {
	for label := range strings.SplitSeq(text, ".") {
		if label == "" || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.ContainsFunc(label, func(r rune) bool { return r != '-' && !isAlnum(r) }) {
			return false
		}
	}
	return len(text) <= 253
}

func isAlnum(r rune) bool { return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' }

// programs looks for the files that the kubelet would start.
func (c *checker) programs(dir string) {
	if dir == "" {
		return
	}
	if _, err := os.Stat(dir); err != nil {
		c.fault("%s: the directory of the programs cannot be read: %s", dir, reason(err))
		return
	}
	for _, p := range c.all {
		file := filepath.Join(dir, p.Name)
		if _, err := exec.LookPath(file); err != nil {
			c.fault("%s.name: %s is missing or cannot be run", p.at, file)
		}
	}
}
