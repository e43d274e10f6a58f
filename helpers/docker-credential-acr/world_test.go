package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dockercfg/dockercfg/shared/helpertest"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeazure"
	"github.com/dockercfg/dockercfg/shared/helpertest/faulty"
)

const (
	login    = "login.microsoftonline.com"
	tenantID = "11111111-2222-3333-4444-555555555555"
	clientID = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
)

// client is a service principal with a secret, not on one of Azure's machines.
var client = []string{"AZURE_TENANT_ID=" + tenantID, "AZURE_CLIENT_ID=" + clientID,
	"AZURE_CLIENT_SECRET=CANARY-SECRET", nowhere}

// nowhere is a metadata service that does not exist; the real one is never asked.
const nowhere = "AZURE_POD_IDENTITY_AUTHORITY_HOST=http://127.0.0.1:1"

// newCloud is a fake of Azure on loopback under its real names: Entra, and a registry under every
// other name.
func newCloud(t *testing.T) *helpertest.Exchange {
	t.Helper()
	cloud := helpertest.NewExchange(t, own, fakeazure.Exchange)
	fakeazure.Serve(cloud.Cloud)
	return cloud
}

// world is a home directory with Azure on loopback.
type world struct {
	*helpertest.World
	*helpertest.Exchange
}

func newWorld(t *testing.T, env ...string) *world {
	t.Helper()
	cloud := newCloud(t)
	return &world{helpertest.NewWorld(t, program, own, append(append(cloud.Environment(), nowhere), env...)...), cloud}
}

func keyed(t *testing.T, env ...string) *world { return newWorld(t, append(client[:3:3], env...)...) }

// password returns the secret for a registry.
func (w *world) password(t *testing.T, asked string, env ...string) string {
	t.Helper()
	return w.Run(t, "get", asked, env...).Password(t, user)
}

// claimsOf returns the claims of a registry's token, as text.
func claimsOf(t *testing.T, token string) string {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("that is no token: %d parts", len(parts))
	}
	text, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// asked counts the requests by host and path.
func (w *world) asked() map[string]int {
	count := map[string]int{}
	for _, q := range w.Requests() {
		count[q.Host+q.Path]++
	}
	return count
}

func unix(life int) string { return strconv.FormatInt(time.Now().Unix()+int64(life), 10) }

func status(code int) http.HandlerFunc { return faulty.Answer(code, "text/html", "CANARY-BODY") }

func answer(code int, body string) http.HandlerFunc { return faulty.Answer(code, faulty.JSON, body) }

var hang http.HandlerFunc = faulty.Hang

// certificate is a PEM file with its own key.
func certificate(t *testing.T) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now(),
		NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})) +
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))
}
