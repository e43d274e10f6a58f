package conformance

import (
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

// respond returns a handler that always sends the same response.
func respond(status int, kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

// endpointFaults checks P22 with an endpoint that fails.
func endpointFaults(s *session, v *verdict) {
	elsewhere := s.newHome(v)
	if elsewhere == nil {
		return
	}
	const kind, body = "application/x-amz-json-1.1", `{"message":"CANARY-BODY"}`
	redirect := func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.fake.url, http.StatusTemporaryRedirect)
	}
	faults := map[string]http.HandlerFunc{
		"401":               respond(401, kind, body),
		"403":               respond(403, kind, body),
		"429":               respond(429, kind, body),
		"500":               respond(500, kind, body),
		"503":               respond(503, "text/html", "CANARY-BODY"),
		"a page":            respond(200, "text/html", "<html>CANARY-BODY</html>"),
		"null":              respond(200, kind, "null"),
		"an empty response": respond(200, kind, ""),
		"a redirect":        redirect,
	}
	s.withFaults(v, faults, func(what string, p *home, a answer, report *verdict) {
		s.isError(report, a)
		report.want(!strings.Contains(a.out+a.err, "CANARY"), "it prints what the endpoint sent: %s", a)
	})
	if _, all := elsewhere.fake.requests(); all > 0 {
		v.failf("a redirect was followed")
	}
}

// withFaults runs get once with each fault, all at the same time, and checks the answers.
func (s *session) withFaults(v *verdict, faults map[string]http.HandlerFunc,
	check func(what string, p *home, a answer, report *verdict)) {
	var all sync.WaitGroup
	var mu sync.Mutex
	for what, fault := range faults {
		p := s.newHome(v)
		if p == nil {
			return
		}
		p.keys(userA)
		p.fake.configure(12*time.Hour, fault)
		all.Go(func() {
			var report verdict
			check(what, p, p.get(ecrHost), &report)
			mu.Lock()
			defer mu.Unlock()
			for _, text := range report.failed {
				v.failf("%s: %s", what, text)
			}
		})
	}
	all.Wait()
}

// hangs checks P41 with an endpoint that never answers.
func hangs(s *session, v *verdict) {
	hang := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	s.withFaults(v, map[string]http.HandlerFunc{"an endpoint that never answers": hang}, ends)
}

// drips checks P51 with an endpoint that sends a byte a second.
func drips(s *session, v *verdict) {
	drip := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		for r.Context().Err() == nil {
			_, _ = w.Write([]byte(" "))
			_ = http.NewResponseController(w).Flush()
			time.Sleep(time.Second)
		}
	}
	s.withFaults(v, map[string]http.HandlerFunc{"an endpoint that sends a byte a second": drip}, ends)
}

func ends(_ string, p *home, a answer, v *verdict) {
	v.want(!a.late, "%s", a)
	if !a.late {
		p.session.isError(v, a)
	}
}

// hugeAnswer checks P48 with an endpoint whose answer is a gigabyte.
func hugeAnswer(s *session, v *verdict) {
	huge := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		_, _ = w.Write([]byte(`{"authorizationData":[{"authorizationToken":"`))
		chunk := []byte(strings.Repeat("a", 1<<16))
		for range 1 << 14 { // a gigabyte
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}
	s.withFaults(v, map[string]http.HandlerFunc{"a gigabyte from the endpoint": huge},
		func(_ string, _ *home, a answer, report *verdict) {
			report.want(a.peak < mostMemory, "it uses %d MiB", a.peak>>20)
			s.isError(report, a)
		})
}

// cloudParallel checks P40 with an endpoint that counts requests.
func cloudParallel(s *session, v *verdict) {
	p := s.newHome(v)
	if p == nil {
		return
	}
	p.keys(userA)
	p.fake.delay(time.Second)
	for _, a := range together(200, func() answer { return p.get(ecrHost) }) {
		v.want(a.answers(), "%s", a)
	}
	if tokens, _ := p.fake.requests(); tokens != 1 {
		v.failf("200 processes made %d requests for a token", tokens)
	}
}

// cloudLookAlikes checks P42 with an endpoint that counts requests.
func cloudLookAlikes(s *session, v *verdict) {
	p := s.newHome(v)
	if p == nil {
		return
	}
	p.keys(userA)
	for _, q := range append(alike(ecrHost), others(ecrHost)...) {
		a := p.get(q)
		v.want(a.code == 1 && a.isNotFound(), "%s", a)
	}
	for _, q := range badGrammar(ecrHost) {
		a := p.get(q)
		v.want(a.refuses(), "%s", a)
	}
	if _, all := p.fake.requests(); all > 0 {
		v.failf("the endpoint got %d requests for hosts that only look like a registry", all)
	}
}

// modes checks P45 for the files of a cache.
func modes(s *session, v *verdict) {
	if runtime.GOOS == "windows" {
		return
	}
	p := s.newHome(v)
	if p == nil {
		return
	}
	p.keys(userA)
	a := s.run(request{path: "/bin/sh", args: []string{"-c", `umask 0; exec "$0" get`, s.program}, stdin: ecrHost,
		env: p.env, only: true})
	v.want(a.answers(), "%s", a)
	files, dirs := p.files()
	for _, path := range append(files, dirs...) {
		info, err := os.Lstat(path)
		if err != nil {
			continue
		}
		name, _ := filepath.Rel(p.dir, path)
		v.want(info.Mode().Perm()&0o077 == 0, "%s has mode %04o", name, info.Mode().Perm())
	}
	for _, path := range files {
		text, _ := os.ReadFile(path)
		v.want(!strings.Contains(string(text), secretOf(userA)),
			"%s contains the secret that the token was requested with", filepath.Base(path))
	}
}

// damaged checks P54 with damaged cache files.
func damaged(s *session, v *verdict) {
	if !s.needCloud(v) {
		return
	}
	p := s.newHome(v)
	if p == nil {
		return
	}
	p.keys(userA)
	p.is(v, "1/"+userA, "before")
	files, _ := p.files()
	for _, path := range files {
		whole, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		for _, text := range damages(string(whole)) {
			if os.WriteFile(path, []byte(text), 0o600) != nil {
				continue
			}
			a := p.get(ecrHost)
			r, _ := looseReply(a.out)
			v.want(a.answers() && r.Secret == "1/"+userA, "with %s damaged: %s", filepath.Base(path), a)
			v.want(a.signal == "" && !strings.Contains(a.err, "panic"),
				"with %s damaged: %s", filepath.Base(path), a)
		}
	}
}

// damages returns variants of a file's text: cut short, changed in one place, or replaced.
func damages(text string) []string {
	list := []string{"", "null", "[]", "{}", "[null]", "\x00", text + text}
	for part := range 8 {
		at := len(text) * part / 8
		list = append(list, text[:at])
		if at < len(text) {
			list = append(list, text[:at]+string(text[at]^1)+text[at+1:])
		}
	}
	return list
}

// expired checks P54 with an expired token.
func expired(s *session, v *verdict) {
	if !s.needCloud(v) {
		return
	}
	p := s.newHome(v)
	if p == nil {
		return
	}
	p.keys(userA)
	p.fake.configure(3*time.Second, nil)
	p.is(v, "1/"+userA, "a token that is valid for three seconds")
	time.Sleep(3500 * time.Millisecond)
	p.fake.configure(3*time.Second, respond(503, "text/html", "CANARY-BODY"))
	a := p.get(ecrHost)
	v.want(!a.answers(), "the token has expired and the endpoint fails: %s", a)
	v.want(!a.isNotFound(), "the token has expired and the endpoint fails: %s", a)
	p.fake.configure(12*time.Hour, nil)
	p.is(v, "1/"+userA, "after the endpoint works again")
}
