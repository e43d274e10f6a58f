//go:build e2e

package e2e

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

var ecrWhole = regexp.MustCompile(`^` + regexp.QuoteMeta(`{"ServerURL":"`+ecrHost+`",`+ecrAnswer) + `AKIAEXAMPLEEXAMPLE00-\d+"}\n$`)

// answered reports whether the result is a complete credential.
func answered(r stage.Result) bool { return r.Code == 0 && ecrWhole.MatchString(r.Out) }

// refused reports whether the result is an error, which "not found" is not: one line on both
// streams, without a secret, with one of the codes or, if there are none, any code.
func refused(r stage.Result, codes ...string) bool {
	code, text, ok := strings.Cut(strings.TrimPrefix(r.Out, ecr+": "), ": ")
	return ok && r.Code == 1 && r.Out == r.Err && strings.HasPrefix(r.Out, ecr+": ") && !strings.Contains(r.Out, "CANARY") &&
		strings.Index(text, "\n") == len(text)-1 && (len(codes) == 0 || slices.Contains(codes, code))
}

// timed runs get, and returns how long it took.
func timed(t *testing.T, s *stage.Stage) (stage.Result, time.Duration) {
	t.Helper()
	began := time.Now()
	r := s.Run(t, ecrHost, ecr, "get")
	return r, time.Since(began)
}
