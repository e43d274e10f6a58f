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

// Variables of a robot without a token of its own. Quay names none.
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
	host     string // that makes the token, with its port: the registry itself
	audience string // that the job's token has to have
	path     string // of the job's token; "" where it is not in a file
	variable string // that holds it; "" for the runner's
}

// keyless is a robot that the job's own token stands for. Quay looks at that token's
// audience only where the robot names some; ours has to be meant for this registry in
// any case, so that no registry can use it at another. The token itself is read when
// it is shown.
func keyless(in *inputs.Recorder, named, where string, name registry.Name) (robot, identity.Identity, error) {
	r := robot{name: named, host: name.Registry(), audience: os.Getenv(audienceVariable)}
	if !isRobot(named) {
		return r, identity.Identity{}, fault.New(fault.Config, "%s is not a robot: expected the form namespace+name", where)
	}
	if r.audience == "" {
		r.audience = r.host
	}
	var from string
	switch path := os.Getenv(jobFile); {
	case path != "" && !filepath.IsAbs(path):
		return r, identity.Identity{}, fault.New(fault.Config,
			"%s is a relative path: use an absolute path, which does not depend on the working directory", jobFile)
	case path != "":
		in.Note(path)
		r.path, from = path, "the file of "+jobFile
	case os.Getenv(jobVariable) != "":
		r.variable, from = jobVariable, jobVariable
	case oidc.OnRunner():
		from = "the runner"
	default:
		return r, identity.Identity{}, fault.New(fault.Config,
			"%s has no token to show: give a job on GitHub `permissions: id-token: write`, or set %s or %s", where, jobVariable, jobFile)
	}
	return r, identity.Identity{Label: "robot " + named + " by the token of " + from, Username: named, Configured: true}, nil
}

// prove is the job's token. One that has expired, or is meant for somebody else, is
// not sent.
func (r robot) prove(ctx context.Context) (proof oidc.Token, err error) {
	where := r.variable
	switch {
	case r.path != "":
		where = "the file of " + jobFile
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

// isRobot holds the form namespace+name. What else Quay allows in it, it says.
func isRobot(s string) bool {
	namespace, name, ok := strings.Cut(s, "+")
	return ok && isPart(namespace) && isPart(name) && len(s) <= 255
}

func isPart(s string) bool {
	other := func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.')
	}
	return s != "" && !strings.ContainsFunc(s, other)
}
