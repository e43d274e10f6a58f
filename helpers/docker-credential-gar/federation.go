package main

import (
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
)

// describe is the document's identity in words. What has no name is refused.
func (d document) describe() (label string, err error) {
	missing := func(key string) (string, error) {
		return "", fault.New(fault.Config, "%s contains a credential of the type %s without %s: create a new one", d.where, d.Type, key)
	}
	switch d.Type {
	case serviceAccount:
		if d.ClientEmail == "" {
			return missing("client_email")
		}
		return "service account " + plain(d.ClientEmail), nil
	case authorizedUser:
		if d.RefreshToken == "" {
			return missing("refresh_token")
		}
		return "user's login", nil
	case workforce:
		if d.RefreshToken == "" {
			return missing("refresh_token")
		}
		return "workforce login", nil
	case external:
		if d.Audience == "" {
			return missing("audience")
		}
		return "federated identity" + d.target(), nil
	case impersonated:
		if d.ImpersonationURL == "" {
			return missing("service_account_impersonation_url")
		}
		if d.Inner == nil || d.Inner.Type == impersonated {
			return "", fault.New(fault.Config, "%s impersonates an account without source_credentials of its own: "+
				"create a new one with `gcloud auth application-default login --impersonate-service-account=ACCOUNT`", d.where)
		}
		_, err = d.Inner.describe()
		return "impersonating login" + d.target(), err
	case "":
		return "", fault.New(fault.Config, "%s does not contain a credential of Google's, "+
			"which is a JSON object with a type: put the content of a key file there, or run `gcloud auth application-default login`", d.where)
	}
	return "", fault.New(fault.Config, "%s contains a credential of the type %s, which is not supported: "+
		"use a service_account, authorized_user, external_account, external_account_authorized_user "+
		"or impersonated_service_account", d.where, plain(d.Type))
}

// target is the account that the document impersonates, for words.
func (d document) target() string {
	if email := target(d.ImpersonationURL); email != "" {
		return " as " + plain(email)
	}
	return ""
}

// target is the service account that an impersonation URL is about; "" for none.
func target(url string) string {
	path, found := strings.CutSuffix(url, ":generateAccessToken")
	i := strings.LastIndexByte(path, '/')
	if !found || i < 0 {
		return ""
	}
	return path[i+1:]
}

// supplier is what a federation's subject token comes from.
type supplier int

// The suppliers.
const (
	unsupported supplier = iota
	byAmazon
	byFile
	byURL
	byProgram
)

// supplier is chosen as Google's library does, where several are named
// (golang.org/x/oauth2/google/externalaccount, Config.parse).
func (o origin) supplier() supplier {
	if version, found := strings.CutPrefix(o.Environment, "aws"); found && version != "" {
		if _, err := strconv.Atoi(version); err != nil {
			return unsupported
		}
		return byAmazon
	}
	switch {
	case o.File != "":
		return byFile
	case o.URL != "":
		return byURL
	case o.Executable != nil:
		return byProgram
	}
	return unsupported
}

// federation is the document that has a subject token.
func (d document) federation() document {
	if d.Inner != nil {
		return *d.Inner
	}
	return d
}

// supplier is that of the document; unsupported where it is not a federation.
func (d document) supplier() supplier {
	if f := d.federation(); f.Type == external {
		return f.Origin.supplier()
	}
	return unsupported
}

// started tells whether the subject token comes from a program.
func (d document) started() bool { return d.supplier() == byProgram }

// subjectFile is the file with the subject token; "" for none.
func (d document) subjectFile() string {
	if d.supplier() == byFile {
		return d.federation().Origin.File
	}
	return ""
}

// keeping says how far the document and the variables tell who is asked for. A URL
// is asked with what the document holds, and so is told by it, unless it leads to
// this machine or to a platform's metadata service.
func (d document) keeping() identity.Keeping {
	o := d.federation().Origin
	switch d.supplier() {
	case byAmazon:
		if os.Getenv("AWS_ACCESS_KEY_ID") != "" && os.Getenv("AWS_SECRET_ACCESS_KEY") != "" {
			return identity.ByInputs
		}
		return identity.OfMachine(!onMetadataHost(o.URL), "Amazon EC2", ".amazon")
	case byURL:
		switch u, err := url.Parse(o.URL); {
		case err != nil:
			return identity.Unsafe
		case metadataHost(u):
			return identity.OfMachine(false, azureTag)
		case u.Scheme == "http":
			return identity.OfMachine(true) // on loopback, another machine has another one
		}
	case byProgram:
		return identity.ByProgram
	}
	return identity.ByInputs
}

// azureTag is the chassis of every virtual machine of Azure's
// (https://learn.microsoft.com/azure/virtual-machines/windows/instance-metadata-service).
const azureTag = "7783-7084-3265-9085-8269-3286-77"

func onMetadataHost(text string) bool {
	u, err := url.Parse(text)
	return err == nil && metadataHost(u)
}
