package offline

import (
	"errors"
	"os"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/registry"
	"github.com/dockercfg/dockercfg/shared/subject"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// Variables of a robot without a token of its own. Quay names none.
const (
	robotName        = "QUAY_ROBOT"
	JobFile          = "QUAY_OIDC_TOKEN_FILE"
	JobVariable      = "QUAY_OIDC_TOKEN"
	audienceVariable = "QUAY_OIDC_AUDIENCE"
)

// Proof is where the job's token is from.
type Proof int

// The proofs, in the order in which they are looked for.
const (
	OfFile Proof = iota + 1
	OfVariable
	OfRunner
)

// Robot is a robot account that trusts the tokens of a job
// (https://docs.projectquay.io/manage_quay.html#setting-robot-federation).
type Robot struct {
	Name     string
	Host     string // that makes the token, with its port: the registry itself
	Audience string // that the job's token has to have
	Proof    Proof
}

// RobotName is the one that the variable names, for explain before there is a token.
func RobotName() string { return os.Getenv(robotName) }

// JobPath is the file that holds the job's token.
func JobPath() string { return os.Getenv(JobFile) }

// robotVariable is the robot that the variable names.
func robotVariable(name registry.Name) (id Identity, found bool, err error) {
	if os.Getenv(robotName) == "" {
		return Identity{}, false, nil
	}
	id, err = keyless(os.Getenv(robotName), robotName, name)
	return id, true, err
}

// keyless is a robot for whom the job's own token stands. Quay looks at that
// token's audience only where the robot names some; ours has to be meant for this
// registry in any case, so that no registry can use it at another.
func keyless(robot, where string, name registry.Name) (Identity, error) {
	if !isRobot(robot) {
		return Identity{}, errors.New(where + " is no robot: it has the form namespace+name")
	}
	r := Robot{Name: robot, Host: name.Registry(), Audience: os.Getenv(audienceVariable)}
	if r.Audience == "" {
		r.Audience = r.Host
	}
	var job, words string
	switch {
	case os.Getenv(JobFile) != "":
		if !tokencache.Absolute(os.Getenv(JobFile)) {
			return Identity{}, errors.New(JobFile + " is a relative path, which the working directory decides about: write its absolute path")
		}
		r.Proof, job, words = OfFile, "file "+subject.File(os.Getenv(JobFile)), "the file of "+JobFile
	case os.Getenv(JobVariable) != "":
		r.Proof, job, words = OfVariable, "file "+subject.Of(os.Getenv(JobVariable)), JobVariable
	default:
		if r.Proof, job, words = OfRunner, "runner "+subject.Runner(), "the runner"; subject.Runner() == "" {
			return Identity{}, errors.New(where + " has no token to show: give a job on GitHub `permissions: id-token: write`, or set " + JobVariable + " or " + JobFile)
		}
	}
	return Identity{Robot: r, Source: tokencache.Source{
		ID: "robot " + robot + "\n" + job + "\n", Scope: "audience " + r.Audience + "\n",
		Words: "robot " + robot + " by the token of " + words, Configured: true,
	}}, nil
}

// isRobot holds the form namespace+name. What else Quay allows in it, it says.
func isRobot(s string) bool {
	namespace, name, ok := ascii.Cut(s, '+')
	return ok && isPart(namespace) && isPart(name) && len(s) <= 255
}

func isPart(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.') {
			return false
		}
	}
	return s != ""
}
