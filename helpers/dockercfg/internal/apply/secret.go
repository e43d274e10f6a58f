package apply

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/formats"
)

// Secret is a Secret to write.
type Secret struct {
	Namespace, Name string
	// Manifest returns the whole object. If version is not "", the object is applied only to
	// that version of the Secret.
	Manifest func(version string) ([]byte, error)
}

func (s Secret) String() string { return s.Namespace + "/" + s.Name }

// tries is how often Apply starts again if the Secret changes meanwhile.
const tries = 3

// Apply makes the Secret what the manifest says. It takes over fields of other managers
// if nothing is lost by that: from a Secret without a login, which is the placeholder, and
// from another program that uses our own name. Other fields are an error, unless force is
// set. Apply returns the managers that lost fields.
func (c Cluster) Apply(ctx context.Context, s Secret, force bool) (lost []string, err error) {
	version := ""
	for range tries {
		manifest, err := s.Manifest(version)
		if err != nil {
			return nil, err
		}
		refused, err := c.patch(ctx, s, manifest, force || version != "")
		if err != nil || refused == nil {
			return lost, err
		}
		if !refused.fields() { // the Secret has changed since it was read
			version = ""
			continue
		}
		found, err := c.read(ctx, s)
		if err != nil {
			return nil, err
		}
		lost = found.owners(*refused)
		if found.holdsLogin() && !slices.Equal(lost, []string{Manager}) {
			return nil, owned(s, lost)
		}
		version = found.Metadata.ResourceVersion
	}
	return nil, fault.New(fault.Config, "the Secret %s is being changed by another program: "+
		"find it with `kubectl get secret %s -n %s --show-managed-fields -o yaml`", s, s.Name, s.Namespace)
}

func owned(s Secret, managers []string) error {
	if len(managers) == 0 {
		managers = []string{"another manager"}
	}
	return fault.New(fault.Config, "the Secret %s contains a login that belongs to %s: choose another --name, "+
		"or take it over with --force-conflicts", s, fault.Printable(strings.Join(managers, " and "), 120))
}

// status is the typed part of the API server's refusal
// (https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/).
type status struct {
	Reason  string `json:"reason"`
	Details struct {
		Kind   string  `json:"kind"`
		Causes []cause `json:"causes"`
	} `json:"details"`
}

type cause struct {
	Reason string `json:"reason"`
	Field  string `json:"field"`
}

// fields reports whether a conflict is about fields, as opposed to the version.
func (s status) fields() bool {
	return slices.ContainsFunc(s.Details.Causes, func(c cause) bool { return c.Reason == "FieldManagerConflict" })
}

// patch applies a manifest. A conflict is not an error: it is returned as refused.
func (c Cluster) patch(ctx context.Context, s Secret, manifest []byte, force bool) (refused *status, err error) {
	query := url.Values{"fieldManager": {Manager}}
	if force {
		query.Set("force", "true")
	}
	reply, err := c.ask(ctx, call{
		method: http.MethodPatch, path: objectPath(s.Namespace, "secrets", s.Name), query: query,
		accept: metadataOnly, contentType: "application/apply-patch+yaml", body: manifest,
	})
	if err != nil || reply.Status < 300 {
		return nil, err
	}
	var told status
	_ = json.Unmarshal(reply.Body, &told) // missing fields stay empty
	switch reply.Status {
	case http.StatusConflict:
		return &told, nil
	case http.StatusForbidden:
		return nil, c.forbidden(ctx, s)
	case http.StatusNotFound:
		return nil, fault.New(fault.Config, "the namespace %s does not exist in this cluster: create it, or check "+
			"--namespace", s.Namespace)
	case http.StatusUnprocessableEntity:
		return nil, invalid(s, told)
	}
	return nil, unexpected(s, reply.Status)
}

// forbidden distinguishes a missing Secret, which this identity may patch but not create,
// from one that it may not patch.
func (c Cluster) forbidden(ctx context.Context, s Secret) error {
	reply, err := c.ask(ctx, call{method: http.MethodGet, path: objectPath(s.Namespace, "secrets", s.Name),
		accept: metadataOnly})
	if err != nil {
		return err
	}
	switch reply.Status {
	case http.StatusNotFound:
		return fault.New(fault.Config, "the Secret %s does not exist, and this identity may not create it: "+
			"create the placeholder with `kubectl create -n %s -f placeholder.yaml`", s, s.Namespace)
	case http.StatusOK:
		return denied(s, "patch")
	}
	return denied(s, "get and patch")
}

func denied(s Secret, verbs string) error {
	return fault.New(fault.Denied, "the API server does not let this identity %s the Secret %s: "+
		"bind it to a Role with these verbs, as packaging/kubernetes/base has it", verbs, s)
}

// invalid returns which field the API server refused.
func invalid(s Secret, told status) error {
	var fields []string
	for _, c := range told.Details.Causes {
		fields = append(fields, c.Field)
	}
	if slices.Contains(fields, "type") {
		return fault.New(fault.Config, "the Secret %s has another type, which cannot be changed: "+
			"delete it and create the placeholder, or choose another --name", s)
	}
	if slices.Contains(fields, "data") {
		return fault.New(fault.Config, "the Secret %s is immutable: delete it and create the placeholder, or choose "+
			"another --name", s)
	}
	return fault.New(fault.Config, "the API server refuses the Secret %s (%s): check --name and --namespace",
		s, fault.Printable(strings.Join(fields, ", "), 100))
}

func unexpected(s Secret, code int) error {
	return fault.New(fault.Upstream, "unexpected answer from the API server for the Secret %s: status %d: check "+
		"--api-server", s, code)
}

// object is a Secret as it is in the cluster.
type object struct {
	Type     string            `json:"type"`
	Data     map[string]string `json:"data"`
	Metadata struct {
		ResourceVersion string            `json:"resourceVersion"`
		Annotations     map[string]string `json:"annotations"`
		ManagedFields   []managed         `json:"managedFields"`
	} `json:"metadata"`
}

type managed struct {
	Manager   string         `json:"manager"`
	Operation string         `json:"operation"`
	Fields    map[string]any `json:"fieldsV1"`
}

// owns reports whether the manager owns a field, written as in a refusal:
// {"f:data":{"f:.dockerconfigjson":{}}} is .data..dockerconfigjson.
func (m managed) owns(field string) bool { return holds(m.Fields, field) }

func holds(fields map[string]any, field string) bool {
	for name, below := range fields {
		rest, ok := strings.CutPrefix(field, "."+strings.TrimPrefix(name, "f:"))
		if !ok || !strings.HasPrefix(name, "f:") {
			continue
		}
		inner, _ := below.(map[string]any)
		if rest == "" || holds(inner, rest) {
			return true
		}
	}
	return false
}

// hasData reports whether the manager owns one of the Secret's values.
func (m managed) hasData() bool {
	data, _ := m.Fields["f:data"].(map[string]any)
	for name := range data {
		if strings.HasPrefix(name, "f:") {
			return true
		}
	}
	return false
}

func (c Cluster) read(ctx context.Context, s Secret) (object, error) {
	var o object
	reply, err := c.ask(ctx, call{method: http.MethodGet, path: objectPath(s.Namespace, "secrets", s.Name),
		accept: everything})
	switch {
	case err != nil:
		return o, err
	case reply.Status == http.StatusForbidden:
		return o, denied(s, "get")
	case reply.Status != http.StatusOK:
		return o, unexpected(s, reply.Status)
	}
	if err := json.Unmarshal(reply.Body, &o); err != nil {
		return o, fault.New(fault.Upstream, "the API server's answer is not a Secret: check --api-server")
	}
	return o, nil
}

// owners returns the managers of the fields in a conflict.
func (o object) owners(refused status) []string {
	var names []string
	for _, m := range o.Metadata.ManagedFields {
		ours := m.Manager == Manager && m.Operation == "Apply"
		if !ours && slices.ContainsFunc(refused.Details.Causes, func(c cause) bool { return m.owns(c.Field) }) {
			names = append(names, m.Manager)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// holdsLogin reports whether a Secret contains something that pulls may need, as opposed
// to the placeholder, whose auths are empty. What cannot be decoded counts as a login.
func (o object) holdsLogin() bool {
	for name, value := range o.Data {
		text, err := base64.StdEncoding.DecodeString(value)
		if err != nil {
			return true
		}
		switch name {
		case ".dockerconfigjson":
			var config struct {
				Auths map[string]any `json:"auths"`
			}
			if json.Unmarshal(text, &config) != nil || len(config.Auths) > 0 {
				return true
			}
		case "type", "url", "enableOCI": // fields of Argo CD's credentials that are not secret
		default:
			if len(text) > 0 {
				return true
			}
		}
	}
	return false
}

// Due reports whether the Secret is to be renewed: a third of its credential's life has
// passed, or something in it is not as this program left it. If not, until is when it
// will be.
func (c Cluster) Due(ctx context.Context, s Secret, now time.Time) (due bool, until time.Time, err error) {
	reply, err := c.ask(ctx, call{method: http.MethodGet, path: objectPath(s.Namespace, "secrets", s.Name),
		accept: metadataOnly})
	switch {
	case err != nil:
		return false, until, err
	case reply.Status == http.StatusForbidden:
		return false, until, denied(s, "get")
	case reply.Status != http.StatusOK:
		return true, until, nil // the patch reports the error
	}
	var o object
	if json.Unmarshal(reply.Body, &o) != nil {
		return true, until, nil
	}
	until, bad := time.Parse(time.RFC3339, o.Metadata.Annotations[formats.RenewAnnotation])
	ours := slices.ContainsFunc(o.Metadata.ManagedFields, func(m managed) bool {
		return m.Manager == Manager && m.Operation == "Apply" && m.hasData()
	})
	return bad != nil || !ours || !now.Before(until), until, nil
}
