package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/identity"
	"github.com/dockercfg/dockercfg/shared/inputs"
	"github.com/dockercfg/dockercfg/shared/oidc"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// The variables for a robot without its own token. They are ours; Quay defines none.
const (
	robotVariable    = "QUAY_ROBOT"
	jobFile          = "QUAY_OIDC_TOKEN_FILE"
	jobVariable      = "QUAY_OIDC_TOKEN"
	audienceVariable = "QUAY_OIDC_AUDIENCE"
)

// robot is a robot account that trusts the tokens of a job
// (https://docs.projectquay.io/manage_quay.html#setting-robot-federation).
type robot struct {
	name     string
	host     string // of the registry, with its port; it issues the token
	audience string // that the job's token must have
	path     string // of the job's token; "" if it is not in a file
	variable string // that contains it; "" for the runner's token
}

// keyless returns a robot that trusts the job's own token. Quay only checks the token's audience if
// the robot requires one. This helper always requires the audience of this registry, so that no
// registry can use the token at another. The token itself is read when it is needed.
func keyless(in *inputs.Recorder, named, where string, name registry.Name) (robot, identity.Identity, error) {
	r := robot{name: named, host: name.Registry(), audience: os.Getenv(audienceVariable)}
	if !isRobot(named) {
		return r, identity.Identity{}, fault.New(fault.Config, "%s is not a valid robot: "+
			"expected the form namespace+name", where)
	}
	if r.audience == "" {
		r.audience = r.host
	}
	var from string
	switch path := os.Getenv(jobFile); {
	case path != "" && !filepath.IsAbs(path):
		return r, identity.Identity{}, fault.New(fault.Config, "%s is a relative path: "+
			"use an absolute path, which does not depend on the working directory", jobFile)
	case path != "":
		in.Note(path)
		r.path, from = path, "the file named by "+jobFile
	case os.Getenv(jobVariable) != "":
		r.variable, from = jobVariable, jobVariable
	case oidc.OnRunner():
		from = "the runner"
	default:
		return r, identity.Identity{}, fault.New(fault.Config, "%s needs a token of this job: "+
			"give a GitHub job `permissions: id-token: write`, or set %s or %s", where, jobVariable, jobFile)
	}
	label := "robot " + named + " with the token of " + from
	return r, identity.Identity{Label: label, Username: named, Configured: true}, nil
}

// jobToken returns the job's token. It returns an error for an expired token, or one for another
// audience, so that it is not sent.
func (r robot) jobToken(ctx context.Context) (proof oidc.Token, err error) {
	where := r.variable
	switch {
	case r.path != "":
		where = "the file named by " + jobFile
		proof, err = oidc.File(r.path, where)
	case r.variable != "":
		proof, err = oidc.Variable(where)
	default:
		return oidc.Actions(ctx, r.audience)
	}
	if err != nil {
		return proof, err
	}
	return proof, proof.Check(r.audience, where)
}

// isRobot reports whether s has the form namespace+name. Quay checks the rest.
func isRobot(s string) bool {
	namespace, name, ok := strings.Cut(s, "+")
	return ok && isPart(namespace) && isPart(name) && len(s) <= 255
}

func isPart(s string) bool {
	other := func(c rune) bool {
		return !(c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.')
	}
	return s != "" && !strings.ContainsFunc(s, other)
}
