package fakeaws

import (
	"fmt"
	"time"
)

// Missing is the ExpiresAt of an answer without an expiry.
const Missing = "missing"

// Behaviour is how a service answers. The zero value is a service without faults.
type Behaviour struct {
	Delay time.Duration // before every answer, faulty or not
	Skew  time.Duration // added to the Date header of every answer

	// Life is the lifetime of what the service issues. If it is 0: 12 hours for a token of
	// the registry, one hour for credentials and access tokens. If it is negative, what the
	// service issues has already expired.
	Life time.Duration

	// Password returns the password inside a token of ecr and ecr-public. If it is nil, each
	// password is new: CANARY-ECR-<access key id>-<number>.
	Password func(Request) string

	// Verify returns an error if sts must refuse the web identity token q.Token for the
	// role. If it is nil, every token is accepted.
	Verify func(q Request) error

	// ExpiresAt replaces the JSON value of that name in answers of ecr and
	// ecr-public: 0, -1, 1e18, "soon" in quotes, or Missing.
	ExpiresAt string

	// Require is what a caller must send: as Authorization to container, as access token to
	// sso, as refresh token to oidc. If it is empty, container requires nothing, and sso and
	// oidc accept any token that is not empty.
	Require string

	Fault Fault // if not nil, answers instead of the service
	Times int   // the number of requests that get the fault; 0 means all
}

type behaving struct {
	Behaviour
	faults int // so far
}

// Behave sets a service's behaviour, from the next request on. The count for Times restarts.
func (s *Server) Behave(service string, b Behaviour) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.behaviours[service] = &behaving{Behaviour: b}
}

// behaviour returns the behaviour for a new request, and counts its fault.
func (s *Server) behaviour(service string) Behaviour {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, ok := s.behaviours[service]
	if !ok {
		return Behaviour{}
	}
	b := now.Behaviour
	if b.Fault != nil && b.Times > 0 {
		if now.faults >= b.Times {
			b.Fault = nil
		}
		now.faults++
	}
	return b
}

// expiry returns the time at which something issued now expires.
func (b Behaviour) expiry(life time.Duration) time.Time {
	if b.Life != 0 {
		life = b.Life
	}
	return time.Now().Add(life).UTC()
}

func (s *Server) password(q Request, b Behaviour) string {
	if b.Password != nil {
		return b.Password(q)
	}
	return fmt.Sprintf("CANARY-ECR-%s-%d", q.AccessKeyID, s.next())
}
