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

// answered tells a whole credential, and success.
func answered(r stage.Result) bool { return r.Code == 0 && ecrWhole.MatchString(r.Out) }

// refused tells an error of one line on both streams, with a code and without a
// secret; "not found" is none. Without codes, any will do.
func refused(r stage.Result, codes ...string) bool {
	code, text, ok := strings.Cut(strings.TrimPrefix(r.Out, ecr+": "), ": ")
	return ok && r.Code == 1 && r.Out == r.Err && strings.HasPrefix(r.Out, ecr+": ") && !strings.Contains(r.Out, "CANARY") &&
		strings.Index(text, "\n") == len(text)-1 && (len(codes) == 0 || slices.Contains(codes, code))
}

// timed is a get, and how long it took.
func timed(t *testing.T, s *stage.Stage) (stage.Result, time.Duration) {
	t.Helper()
	began := time.Now()
	r := s.Run(t, ecrHost, ecr, "get")
	return r, time.Since(began)
}
