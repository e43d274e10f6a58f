package doctor

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/formats"
	"github.com/dockercfg/dockercfg/shared/shellword"
	"github.com/dockercfg/dockercfg/shared/strictyaml"
	"github.com/dockercfg/dockercfg/shared/textfile"
)

// Secrets checks the pull secrets of a manifest, as `kubectl get secret -o yaml` prints
// it: whether they contain logins, and for how long. known is false if the manifest
// contains no pull secret.
func Secrets(text []byte, now time.Time) (findings []Finding, known bool) {
	if decoded, err := textfile.UTF8(text); err == nil {
		text = decoded
	}
	documents, err := strictyaml.ParseAny(text)
	if err != nil {
		return nil, false
	}
	c := &checkup{Machine: &Machine{}}
	for _, document := range documents {
		known = c.secrets(document, now) || known
	}
	order := []Level{Error, Warning, Info}
	slices.SortStableFunc(c.findings, func(a, b Finding) int {
		return slices.Index(order, a.Level) - slices.Index(order, b.Level)
	})
	return c.findings, known
}

func (c *checkup) secrets(document strictyaml.Value, now time.Time) (known bool) {
	kind, _ := document.Get("kind")
	if items, ok := document.Get("items"); ok && strings.HasSuffix(kind.Text, "List") {
		for _, item := range items.Items {
			known = c.secrets(item, now) || known
		}
		return known
	}
	content, known, err := formats.SecretLogin(document)
	if !known {
		return false
	}
	metadata, _ := document.Get("metadata")
	name, _ := metadata.Get("name")
	namespace, _ := metadata.Get("namespace")
	s := pullSecret{name: name.Text, namespace: namespace.Text, empty: err == nil && empty(content)}
	annotations, _ := metadata.Get("annotations")
	s.expires = at(annotations, formats.ExpiresAnnotation)
	s.renew = at(annotations, formats.RenewAnnotation)
	c.pullSecret(s, now)
	return true
}

// empty recognizes the placeholder, which contains no login.
func empty(content []byte) bool {
	var config map[string]any
	if len(content) == 0 {
		return true
	}
	if json.Unmarshal(content, &config) != nil {
		return false
	}
	value, present := config["auths"]
	auths, _ := value.(map[string]any)
	return len(config) == 0 || present && len(auths) == 0
}

func at(annotations strictyaml.Value, name string) time.Time {
	value, _ := annotations.Get(name)
	when, _ := time.Parse(time.RFC3339, value.Text)
	return when
}

type pullSecret struct {
	name, namespace string
	empty           bool
	expires, renew  time.Time // zero if not known
}

// pullSecret reports what is wrong with one pull secret.
func (c *checkup) pullSecret(s pullSecret, now time.Time) {
	who, in := s.name, ""
	if s.namespace != "" {
		who, in = s.namespace+"/"+s.name, " -n "+shellword.Quote(s.namespace)
	}
	look := "kubectl get events" + in + " --field-selector reason=NotRenewed,involvedObject.name=" +
		shellword.Quote(s.name)
	switch {
	case s.empty:
		c.find(Error, look, "the Secret %s contains no login: it is the placeholder, which no run has filled yet or "+
			"which was applied again", who)
	case s.expires.IsZero():
		c.find(Info, "", "the Secret %s does not say when its login expires", who)
	case !now.Before(s.expires):
		c.find(Error, look, "the login of the Secret %s expired at %s", who, s.expires.UTC().Format(time.RFC3339))
	case !s.renew.IsZero() && now.After(s.renew.Add(s.expires.Sub(s.renew)/2)):
		c.find(Warning, look, "the login of the Secret %s expires at %s, and should have been renewed after %s", who,
			s.expires.UTC().Format(time.RFC3339), s.renew.UTC().Format(time.RFC3339))
	default:
		c.find(Info, "", "the login of the Secret %s expires at %s", who, s.expires.UTC().Format(time.RFC3339))
	}
}
