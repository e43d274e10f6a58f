package main

import "context"

// retrieve starts the program that prints a federation's subject token. mint exchanges that
// token, and it identifies the credentials; other identities need no preparation.
func retrieve(ctx context.Context, s *session) (proof string, err error) {
	if s.kind != fromDocument || !s.doc.usesProgram() {
		return "", nil
	}
	s.subject, err = s.doc.run(ctx)
	return s.subject, err
}
