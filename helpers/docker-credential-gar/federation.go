package main

import (
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
)

// describe returns the label of the document's identity, or an error if the document
// does not say who it is.
func (d document) describe() (label string, err error) {
	missing := func(key string) (string, error) {
		return "", fault.New(fault.Config, "%s contains a credential of the type %s without %s: "+
			"create a new credential", d.where, d.Type, key)
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
			return "", fault.New(fault.Config, "%s impersonates an account and has no source_credentials of its "+
				"own: create a login with `gcloud auth application-default login "+
				"--impersonate-service-account=ACCOUNT`", d.where)
		}
		_, err = d.Inner.describe()
		return "impersonating login" + d.target(), err
	case "":
		return "", fault.New(fault.Config, "%s does not contain a Google credential, which is a JSON object with a "+
			"type: set it to the content of a key file, or run `gcloud auth application-default login`", d.where)
	}
	return "", fault.New(fault.Config, "%s contains a credential of the type %s, which is not supported: "+
		"use a service_account, authorized_user, external_account, external_account_authorized_user "+
		"or impersonated_service_account", d.where, plain(d.Type))
}

// target returns the account that the document impersonates, for the label.
func (d document) target() string {
	if email := target(d.ImpersonationURL); email != "" {
		return " as " + plain(email)
	}
	return ""
}

// target returns the service account in an impersonation URL, or "".
func target(url string) string {
	path, found := strings.CutSuffix(url, ":generateAccessToken")
	i := strings.LastIndexByte(path, '/')
	if !found || i < 0 {
		return ""
	}
	return path[i+1:]
}

// supplier is the kind of source of a federation's subject token.
type supplier int

// The suppliers.
const (
	unsupported supplier = iota
	byAmazon
	byFile
	byURL
	byProgram
)

// supplier returns the kind that Google's library would use, if several are set
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

// federation returns the document that has the subject token.
func (d document) federation() document {
	if d.Inner != nil {
		return *d.Inner
	}
	return d
}

// supplier returns the document's kind of source, or unsupported if it is not a federation.
func (d document) supplier() supplier {
	if f := d.federation(); f.Type == external {
		return f.Origin.supplier()
	}
	return unsupported
}

// usesProgram reports whether the subject token comes from a program.
func (d document) usesProgram() bool { return d.supplier() == byProgram }

// subjectFile returns the file that contains the subject token, or "".
func (d document) subjectFile() string {
	if d.supplier() == byFile {
		return d.federation().Origin.File
	}
	return ""
}

// keeping returns how far the document and the variables determine the identity. A URL
// is asked with what the document contains, so they determine it, unless the URL leads
// to this machine or to a platform's metadata service.
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
			return identity.OfMachine(true) // loopback is a different server on another machine
		}
	case byProgram:
		return identity.ByProgram
	}
	return identity.ByInputs
}

// azureTag is the chassis tag of every virtual machine in Azure
// (https://learn.microsoft.com/azure/virtual-machines/windows/instance-metadata-service).
const azureTag = "7783-7084-3265-9085-8269-3286-77"

func onMetadataHost(text string) bool {
	u, err := url.Parse(text)
	return err == nil && metadataHost(u)
}
