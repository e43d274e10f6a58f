package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// built is the program as it is released: a test binary initialises more.
func built(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), program+".exe")
	build := exec.Command("go", "build", "-o", path, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return path
}

// TestOrder: a cached token and a foreign registry are answered before net/http
// or any client of Amazon's is initialised; a miss is not.
func TestOrder(t *testing.T) {
	w := keyed(t)
	path := built(t)
	ask := func(host string) (string, string) {
		cmd := exec.Command(path, "get")
		cmd.Env, cmd.Stdin = append(w.env, "GODEBUG=inittrace=1"), strings.NewReader(host)
		var trace strings.Builder
		cmd.Stderr = &trace
		out, _ := cmd.Output()
		return string(out), trace.String()
	}
	late := func(trace string) (found []string) {
		for _, pkg := range []string{"net/http", "crypto/tls", "net", "fmt", "aws-sdk-go-v2/service/ecr", "aws-sdk-go-v2/config", "smithy-go"} {
			if strings.Contains(trace, "init "+pkg+" ") || strings.Contains(trace, "github.com/aws/"+pkg) {
				found = append(found, pkg)
			}
		}
		return found
	}
	if out, trace := ask(own); !strings.Contains(out, `"AWS"`) || len(late(trace)) < 3 {
		t.Fatalf("a miss: %s\n%s", out, trace)
	}
	for host, want := range map[string]string{own: `"AWS"`, "foreign.example": "credentials not found"} {
		out, trace := ask(host)
		if !strings.Contains(out, want) || len(late(trace)) > 0 || !strings.Contains(trace, "init os ") {
			t.Errorf("%s: %q were initialised before the answer %.60q\n%s", host, late(trace), out, trace)
		}
	}
}

// TestSameAnswer: what the warm path answers is what main answers. A debug log
// turns the warm path off.
func TestSameAnswer(t *testing.T) {
	w := keyed(t)
	w.run(t, "get", own).password(t)
	for _, request := range []string{
		own, own + "\n", own + "\r\n", " " + own + "\t \n", "https://" + own, own + ":443", own + "/v2/", own + "/a&b<c>", strings.ToUpper(own),
		own + "\n\n", own + "\nx", own + "\rx", own + ".", own + ":8443", own + ":0", "http://" + own, own + "@evil.test", own + "?x", own + "%2e",
		"", " ", "\n", "\r\n", "foreign.example", "[::1]", "[::1", "127.0.0.1:5000", "a..b", "ftp://x", "docker.io", "https://index.docker.io/v1/", "x\x00", "\xff",
		strings.Repeat("a", 64), strings.Repeat("a.", 2047) + "a", strings.Repeat("a", 5000), "a/" + strings.Repeat("b", 4093), "a/" + strings.Repeat("b", 4094) + "\r\n",
		"a/" + strings.Repeat("b", 4095),
	} {
		warm, cold := w.run(t, "get", request), w.run(t, "get", request, "DOCKERCFG_DEBUG=0")
		if warm.out != cold.out || warm.code != cold.code {
			t.Errorf("%.80q: %q (%d) by the warm path, %q (%d) by main", request, warm.out, warm.code, cold.out, cold.code)
		}
	}
}
