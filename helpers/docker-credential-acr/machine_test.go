package main

import (
	"net/http"
	"testing"
	"time"
)

// TestMachine: a metadata service that is not Azure's, or that knows no identity, does not count. One
// that is slow or broken is an error, in time. It is not asked if something else is configured, or for
// another provider's registry.
func TestMachine(t *testing.T) {
	for what, c := range map[string]struct {
		probe, call http.HandlerFunc
		code, text  string
	}{
		"another cloud's":      {status(404), nil, "", ""},
		"another cloud's, too": {status(401), nil, "", ""},
		"a proxy":              {status(403), nil, "", ""},
		"silent":               {hang, nil, "", ""},
		"no identity":          {status(400), status(400), "", ""},
		"nothing there":        {status(400), status(404), "", ""},
		"refusing": {status(400), status(403), "denied",
			"refused the managed identity of this machine (status 403)"},
		"throttling": {status(400), status(429), "throttled",
			"this machine's metadata service received too many requests"},
		"broken": {status(400), status(500), "upstream",
			"this machine's metadata service failed (status 500)"},
		"slow":   {status(400), hang, "timeout", "did not answer in time"},
		"a page": {status(400), status(200), "upstream", "did not return a token"},
		"AADSTS": {status(400),
			answer(400, `{"error":"invalid_request","error_description":"AADSTS700016: CANARY-BODY"}`), "denied",
			"(AADSTS700016)"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.Handle("127.0.0.1", func(rw http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Metadata") == "" {
					c.probe(rw, r)
					return
				}
				c.call(rw, r)
			})
			there := "AZURE_POD_IDENTITY_AUTHORITY_HOST=" + w.URL()
			began := time.Now()
			if c.code == "" {
				w.Anonymous(t, own, there)
			} else {
				w.Fails(t, c.code, c.text, there)
			}
			if took := time.Since(began); took > 6*time.Second {
				t.Errorf("it took %s", took)
			}
		})
	}
	w := keyed(t)
	there := "AZURE_POD_IDENTITY_AUTHORITY_HOST=" + w.URL()
	w.password(t, own, there)
	w.Anonymous(t, "foreign.example", there, "AZURE_CLIENT_SECRET=", "AZURE_TENANT_ID=")
	if w.Count("127.0.0.1") != 0 {
		t.Error("the metadata service is asked")
	}
	w.Fails(t, "config", "does not use TLS", "AZURE_POD_IDENTITY_AUTHORITY_HOST=http://192.0.2.1",
		"AZURE_TOKEN_CREDENTIALS=ManagedIdentityCredential")
	w.Fails(t, "config", "does not use TLS", "IDENTITY_ENDPOINT=http://192.0.2.1", "IDENTITY_HEADER=CANARY",
		"AZURE_TOKEN_CREDENTIALS=ManagedIdentityCredential")
	w.Fails(t, "config", "AZURE_CLIENT_ID is not an identity", "AZURE_TOKEN_CREDENTIALS=ManagedIdentityCredential",
		there400(t))
}

// there400 is a metadata service without any identity.
func there400(t *testing.T) string {
	w := newWorld(t)
	w.Handle("127.0.0.1", status(400))
	return "AZURE_POD_IDENTITY_AUTHORITY_HOST=" + w.URL()
}
