package fakekube

import (
	"bytes"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// secret is a Secret as a map from its fields, such as .data..dockerconfigjson and .type, to
// their values.
type secret struct {
	namespace, name, version string
	values                   map[string]string
	owners                   []owner
}

type owner struct {
	manager, operation string
	fields             map[string]bool
}

// document is a manifest of a Secret. Unknown fields are errors.
type document struct {
	APIVersion string `yaml:"apiVersion"`
	Kind       string `yaml:"kind"`
	Metadata   struct {
		Name            string            `yaml:"name"`
		Namespace       string            `yaml:"namespace"`
		ResourceVersion string            `yaml:"resourceVersion"`
		Labels          map[string]string `yaml:"labels"`
		Annotations     map[string]string `yaml:"annotations"`
	} `yaml:"metadata"`
	Type string            `yaml:"type"`
	Data map[string]string `yaml:"data"`
}

func read(manifest []byte) (d document, err error) {
	decoder := yaml.NewDecoder(bytes.NewReader(manifest))
	decoder.KnownFields(true)
	return d, decoder.Decode(&d)
}

func (d document) values() map[string]string {
	values := map[string]string{".type": d.Type}
	for prefix, members := range map[string]map[string]string{
		".data.": d.Data, ".metadata.labels.": d.Metadata.Labels, ".metadata.annotations.": d.Metadata.Annotations,
	} {
		for name, value := range members {
			values[prefix+name] = value
		}
	}
	return values
}

// Put creates or updates the Secret in a manifest, as another program does: the manager owns
// all its fields.
func (s *Server) Put(manager, manifest string) {
	d, err := read([]byte(manifest))
	if err != nil {
		panic(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	found := s.secrets[d.Metadata.Namespace+"/"+d.Metadata.Name]
	if found == nil {
		found = s.add(d)
	}
	found.take(d.values(), manager, "Update")
	s.changed(found)
}

// Value returns the value of a Secret's field, such as .data..dockerconfigjson, or "".
func (s *Server) Value(secret, field string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if found := s.secrets[secret]; found != nil {
		return found.values[field]
	}
	return ""
}

// Owners returns the managers of a Secret's field.
func (s *Server) Owners(secret, field string) (names []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.secrets[secret].owners {
		if o.fields[field] {
			names = append(names, o.manager)
		}
	}
	return names
}

func (s *Server) add(d document) *secret {
	made := &secret{namespace: d.Metadata.Namespace, name: d.Metadata.Name, values: map[string]string{}}
	s.secrets[made.namespace+"/"+made.name] = made
	return made
}

func (s *Server) changed(found *secret) {
	s.versions++
	found.version = strconv.Itoa(s.versions)
}

// apply answers server-side apply.
func (s *Server) apply(w http.ResponseWriter, r *http.Request, namespace, name string, body []byte) {
	d, err := read(body)
	found := s.secrets[namespace+"/"+name]
	manager := r.URL.Query().Get("fieldManager")
	force := r.URL.Query().Get("force") == "true"
	switch {
	case r.Header.Get("Content-Type") != "application/apply-patch+yaml":
		refuse(w, 415, "UnsupportedMediaType", "", nil)
		return
	case err != nil || d.Kind != "Secret" || d.APIVersion != "v1" || d.Metadata.Name != name ||
		d.Metadata.Namespace != namespace || manager == "":
		refuse(w, 400, "BadRequest", "", nil)
		return
	case !s.allowed("patch", "secrets", name) || found == nil && !s.allowed("create", "secrets", name):
		refuse(w, 403, "Forbidden", "secrets", nil)
		return
	case found != nil && d.Metadata.ResourceVersion != "" && d.Metadata.ResourceVersion != found.version:
		refuse(w, 409, "Conflict", "secrets", nil)
		return
	}
	code := 200
	if found == nil {
		code, found = 201, s.add(d)
	}
	values := d.values()
	if conflicts := found.conflicts(values, manager); len(conflicts) > 0 && !force {
		refuse(w, 409, "Conflict", "", conflicts)
		return
	}
	if is := found.values[".type"]; is != "" && is != d.Type {
		refuse(w, 422, "Invalid", "Secret", []cause{{"FieldValueInvalid", "Invalid value: field is immutable", "type"}})
		return
	}
	found.take(values, manager, "Apply")
	s.changed(found)
	found.show(w, r, code)
}

// conflicts returns a cause for each field that another manager owns with another value.
func (f *secret) conflicts(values map[string]string, manager string) (causes []cause) {
	for _, field := range slices.Sorted(maps.Keys(values)) {
		for _, o := range f.owners {
			own := o.manager == manager && o.operation == "Apply"
			if o.fields[field] && !own && f.values[field] != values[field] {
				message := `conflict with "` + o.manager + `" using v1`
				causes = append(causes, cause{"FieldManagerConflict", message, field})
			}
		}
	}
	return causes
}

// take makes a manager the owner of fields. If it applies, it no longer owns the fields that
// are missing from values.
func (f *secret) take(values map[string]string, manager, operation string) {
	at := slices.IndexFunc(f.owners, func(o owner) bool { return o.manager == manager && o.operation == operation })
	if at < 0 {
		at = len(f.owners)
		f.owners = append(f.owners, owner{manager, operation, map[string]bool{}})
	}
	before := f.owners[at].fields
	f.owners[at].fields = map[string]bool{}
	for field, value := range values {
		for i, o := range f.owners {
			if i != at && f.values[field] != value {
				delete(o.fields, field)
			}
		}
		f.owners[at].fields[field] = true
		f.values[field] = value
	}
	if operation == "Apply" {
		for field := range before {
			f.drop(field)
		}
	}
}

// drop removes a field if no manager owns it any longer.
func (f *secret) drop(field string) {
	if !slices.ContainsFunc(f.owners, func(o owner) bool { return o.fields[field] }) {
		delete(f.values, field)
	}
}

// show answers with the Secret, or with its metadata if the request accepts only that.
func (f *secret) show(w http.ResponseWriter, r *http.Request, code int) {
	labels, annotations, data := f.below(".metadata.labels."), f.below(".metadata.annotations."), f.below(".data.")
	metadata := map[string]any{
		"name": f.name, "namespace": f.namespace, "resourceVersion": f.version,
		"labels": labels, "annotations": annotations, "managedFields": f.managed(),
	}
	if strings.HasPrefix(r.Header.Get("Accept"), "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1") {
		answer(w, code, map[string]any{
			"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": metadata,
		})
		return
	}
	answer(w, code, map[string]any{"kind": "Secret", "apiVersion": "v1", "metadata": metadata,
		"type": f.values[".type"], "data": data})
}

func (f *secret) below(prefix string) map[string]string {
	members := map[string]string{}
	for field, value := range f.values {
		if name, ok := strings.CutPrefix(field, prefix); ok {
			members[name] = value
		}
	}
	return members
}

// managed returns managedFields, in which each field is a path of names with the prefix f:.
func (f *secret) managed() (entries []any) {
	for _, o := range f.owners {
		fields := map[string]any{}
		for field := range o.fields {
			place(fields, field)
		}
		entries = append(entries, map[string]any{
			"manager": o.manager, "operation": o.operation, "apiVersion": "v1", "fieldsType": "FieldsV1",
			"fieldsV1": fields,
		})
	}
	return entries
}

func place(fields map[string]any, field string) {
	for _, prefix := range []string{".metadata.labels.", ".metadata.annotations.", ".data."} {
		name, ok := strings.CutPrefix(field, prefix)
		if !ok {
			continue
		}
		for _, step := range strings.Split(strings.Trim(prefix, "."), ".") {
			inner, _ := fields["f:"+step].(map[string]any)
			if inner == nil {
				inner = map[string]any{}
				fields["f:"+step] = inner
			}
			fields = inner
		}
		fields["f:"+name] = map[string]any{}
		return
	}
	fields["f:"+field[1:]] = map[string]any{}
}
