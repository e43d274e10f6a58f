package main

import (
	"encoding/json"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/oidc"
	"github.com/dockercfg/dockercfg/shared/safefile"
)

// ready looks at a subject token that lies in a file: a reason that can be seen
// here is told better here than by the exchange that it makes fail.
func (d document) ready() error {
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
			return fault.New(fault.Config, "%s is not valid JSON, which credential_source.format asks for: have the platform write it again", where)
		}
		text, _ = fields[o.Format.Field].(string)
	}
	if text == "" {
		return fault.New(fault.Config, "%s does not contain a token: have the platform write it", where)
	}
	// What is not a JSON Web Token, such as an assertion of SAML, is Google's to judge.
	token, err := oidc.Decode(text, where)
	if err != nil {
		return nil
	}
	return token.Check("", "the file that "+d.where+" names")
}

// unusable is what the library does not take, in our words: its own may hold what
// it read.
func (d document) unusable() error {
	if d.federation().Type == external {
		return fault.New(fault.Config, "%s is incomplete: it needs audience, subject_token_type and credential_source: "+
			"create a new one with `gcloud iam workload-identity-pools create-cred-config`", d.where)
	}
	if d.federation().Type == workforce {
		return fault.New(fault.Config, "%s is incomplete: it needs refresh_token, token_url, client_id and client_secret: "+
			"create a new one with `gcloud auth application-default login`", d.where)
	}
	return fault.New(fault.Config, "%s is incomplete: create a new one", d.where)
}
