package main

import (
	"encoding/pem"
	"io"
	"log"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestCertificates: an endpoint with an untrusted certificate gets nothing. With the user's own
// authority, set like for Amazon's tools, the endpoint is asked.
func TestCertificates(t *testing.T) {
	w := keyed(t)
	server := httptest.NewUnstartedServer(w.Server)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	bundle := w.File(t, "ca.pem", string(pem.EncodeToMemory(&pem.Block{
		Type: "CERTIFICATE", Bytes: server.Certificate().Raw,
	})))
	name := strings.Replace(server.URL, "127.0.0.1", "localhost", 1) // the certificate is for another name
	w.Fails(t, "tls", "is not trusted", "AWS_ENDPOINT_URL="+server.URL)
	w.Fails(t, "tls", "is not trusted", "AWS_ENDPOINT_URL="+name, "AWS_CA_BUNDLE="+bundle)
	if n := len(w.Requests()); n != 0 {
		t.Errorf("the endpoint got %d requests", n)
	}
	w.password(t, own, "AWS_ENDPOINT_URL="+server.URL, "AWS_CA_BUNDLE="+bundle)
}
