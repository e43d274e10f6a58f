package main

import "context"

// retrieve starts the program that gives a federation's subject token. The token is
// what mint exchanges, and who it is for; other identities need nothing before mint.
func retrieve(ctx context.Context, s *session) (proof string, err error) {
	if s.kind != fromDocument || !s.doc.started() {
		return "", nil
	}
	s.subject, err = s.doc.run(ctx)
	return s.subject, err
}
