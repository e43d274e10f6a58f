package main

import (
	"encoding/json"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/oidc"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

// checkSubjectFile checks a subject token in a file: an error here is clearer than the one of the
// exchange that would fail.
func (d document) checkSubjectFile() error {
	file := d.subjectFile()
	if file == "" {
		return nil
	}
	o := d.federation().Origin
	where := "the subject token's file that " + d.where + " names"
	data, err := safefile.ReadNamed(file, 1<<20, false)
	if err != nil {
		return fault.New(fault.Config, "reading %s: %s: have the platform write it", where, safefile.Problem(err))
	}
	text, err := safefile.Text(data)
	if err != nil {
		return fault.New(fault.Config, "reading %s: %w", where, err)
	}
	if text = strings.TrimSpace(text); text == "" {
		return fault.New(fault.Config, "%s is empty: have the platform write it", where)
	}
	if o.Format.Type == "json" {
		var fields map[string]any
		if json.Unmarshal(data, &fields) != nil {
			return fault.New(fault.Config, "%s is not valid JSON, although credential_source.format says so: "+
				"have the platform write it", where)
		}
		text, _ = fields[o.Format.Field].(string)
	}
	if text == "" {
		return fault.New(fault.Config, "%s does not contain a token: have the platform write it", where)
	}
	// Only Google can check what is not a JSON Web Token, such as a SAML assertion.
	token, err := oidc.Decode(text, where)
	if err != nil {
		return nil
	}
	return token.Check("", "the file that "+d.where+" names")
}

// unusable returns the error for a document that the library rejects. The library's own
// error may contain parts of the document.
func (d document) unusable() error {
	if d.federation().Type == external {
		return fault.New(fault.Config, "%s is incomplete: it needs audience, subject_token_type and "+
			"credential_source: create it again with `gcloud iam workload-identity-pools create-cred-config`",
			d.where)
	}
	if d.federation().Type == workforce {
		return fault.New(fault.Config, "%s is incomplete: it needs refresh_token, token_url, client_id and "+
			"client_secret: create the login again with `gcloud auth application-default login`", d.where)
	}
	return fault.New(fault.Config, "%s is incomplete: create a new credential", d.where)
}
