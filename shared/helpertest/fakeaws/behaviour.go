package fakeaws

import (
	"fmt"
	"time"
)

// Missing is the ExpiresAt of an answer that does not say it.
const Missing = "missing"

// Behaviour is how a service acts. The zero value is the service in good
// health.
type Behaviour struct {
	Delay time.Duration // before every answer, faulty or not
	Skew  time.Duration // added to the Date header of every answer

	// Life of what the service issues. Without it: 12 hours for a token of the
	// registry, one hour for credentials and access tokens. With a negative
	// one, what is issued has expired already.
	Life time.Duration

	// Password makes the password inside a token of ecr and ecr-public.
	// Without it, each is a new one:
	// CANARY-ECR-<access key id>-<number>.
	Password func(Request) string

	// Verify is asked by sts whether a web identity token is good for a role;
	// q.Token is the token, and an error refuses it. Without it, any token is
	// good.
	Verify func(q Request) error

	// ExpiresAt replaces the JSON value of that name in answers of ecr and
	// ecr-public: 0, -1, 1e18, "soon" in quotes, or Missing.
	ExpiresAt string

	// Require is what a caller has to send: as Authorization to container, as
	// access token to sso, as refresh token to oidc. Without it, container
	// asks for nothing, sso and oidc take whatever is not empty.
	Require string

	Fault Fault // instead of an answer
	Times int   // how many requests get the fault; 0 means all
}

type behaving struct {
	Behaviour
	faults int // so far
}

// Behave replaces a service's behaviour, from the next request on. The count
// for Times starts anew.
func (s *Server) Behave(service string, b Behaviour) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.behaviours[service] = &behaving{Behaviour: b}
}

// behaviour is the one for a request that has just come, counted.
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

// expiry is when something issued now expires.
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
