package main

import (
	"strings"
	"testing"
)

// TestLookAlikes: what only looks like a registry of Amazon's gets neither a
// token nor a connection, whichever way there is.
func TestLookAlikes(t *testing.T) {
	p := proxy(t)
	w := keyed(t, "HTTPS_PROXY="+p.URL(), "HTTP_PROXY="+p.URL())
	w.run(t, "get", own).password(t)
	w.run(t, "get", "public.ecr.aws").password(t)
	before := len(w.Requests())
	for _, host := range []string{own, "public.ecr.aws", "123456789012.dkr-ecr-fips.us-west-2.on.aws"} {
		for _, asked := range []string{
			host + ".evil.example", "evil" + host, "evil-" + host, "x." + host, host + ".", "evil.example/" + host, host + ":8443", host + ":80",
			"http://" + host, "ftp://" + host, strings.Replace(host, ".", "-", 1), strings.ReplaceAll(host, "aws", "aws.evil"), host + "x",
		} {
			if a := w.run(t, "get", asked); a.code != 1 || a.out != "credentials not found in native keychain\n" || a.err != "" {
				t.Errorf("%s: %+v", asked, a)
			}
		}
		for _, asked := range []string{
			host + "@evil.example", "https://" + host + "@evil.example/", "evil.example?" + host, "evil.example#" + host, "evil.example\\" + host,
			strings.Replace(host, ".", "%2e", 1), host + "\nevil.example", host + "\x00.evil.example", strings.Replace(host, ".", "\u2024", 1),
			strings.Replace(host, "a", "\u0430", 1), host + " evil.example", host + "/../x", host + ":99999", host + ":",
		} {
			if a := w.run(t, "get", asked); a.code != 1 || !strings.HasPrefix(a.out, program+": input: ") || a.out != a.err {
				t.Errorf("%q: %+v", asked, a)
			}
		}
	}
	if after := w.Requests(); len(after) != before || len(p.Hosts()) != 0 {
		t.Errorf("somebody was asked: %+v, %q", after[before:], p.Hosts())
	}
}
