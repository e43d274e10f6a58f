package main

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/url"
	"os"
	"time"
)

// roundTrips measures requests as a helper makes them, each with a new connection through the
// proxy with TLS, in milliseconds.
func (b *bench) roundTrips(e *endpoint) (ms []float64, err error) {
	certificates, err := os.ReadFile(e.value("SSL_CERT_FILE"))
	if err != nil {
		return nil, err
	}
	proxy, err := url.Parse(e.value("HTTPS_PROXY"))
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(certificates)
	for range b.few(getRounds) {
		client := &http.Client{Transport: &http.Transport{
			Proxy: http.ProxyURL(proxy), DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: pool},
		}}
		began := time.Now()
		reply, err := client.PostForm("https://iam.cloud.ibm.com/identity/token",
			url.Values{"grant_type": {"urn:ibm:params:oauth:grant-type:apikey"}, "apikey": {"k"}})
		if err != nil {
			return nil, err
		}
		if err := reply.Body.Close(); err != nil {
			return nil, err
		}
		ms = append(ms, float64(time.Since(began))/float64(time.Millisecond))
	}
	return ms, nil
}

// signature returns the time to sign a service account's assertion and to parse its key, in
// milliseconds.
func signature(document string) (float64, error) {
	var file struct {
		Key string `json:"private_key"`
	}
	if err := json.Unmarshal([]byte(document), &file); err != nil {
		return 0, err
	}
	block, _ := pem.Decode([]byte(file.Key))
	var ms []float64
	for range 20 {
		began := time.Now()
		key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		if err != nil {
			return 0, err
		}
		sum := sha256.Sum256([]byte(document))
		if _, err := rsa.SignPKCS1v15(nil, key.(*rsa.PrivateKey), crypto.SHA256, sum[:]); err != nil {
			return 0, err
		}
		ms = append(ms, float64(time.Since(began))/float64(time.Millisecond))
	}
	_, median, _ := quartiles(ms)
	return median, nil
}
