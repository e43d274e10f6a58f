package fakeaws

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"
)

func broken(t *testing.T, fault Fault) *Server {
	t.Helper()
	s := start(t)
	s.Behave(ECR, Behaviour{Fault: fault})
	return s
}

func TestRefuse(t *testing.T) {
	s := broken(t, RefuseFor(http.StatusTooManyRequests, "ThrottlingException", "slow down", 1500*time.Millisecond))
	resp := private().do(t, s)
	if got := resp.Header; got.Get("Retry-After") != "2" || got.Get("X-Amz-Retry-After") != "1500" || got.Get("X-Amzn-ErrorType") != "ThrottlingException" {
		t.Errorf("the header is %v", got)
	}
	contains(t, private().read(t, s, http.StatusTooManyRequests), `"__type":"ThrottlingException"`, `"message":"slow down"`)
	s.Behave(ECR, Behaviour{Fault: Refuse(http.StatusBadGateway, "", "")})
	if body := private().read(t, s, http.StatusBadGateway); body != "" {
		t.Errorf("answered %q", body)
	}
}

func TestTimes(t *testing.T) {
	s := start(t)
	s.Behave(ECR, Behaviour{Fault: Refuse(http.StatusInternalServerError, "ServerException", ""), Times: 2})
	for _, status := range []int{500, 500, 200, 200} {
		private().read(t, s, status)
	}
}

func TestSkewAndDelay(t *testing.T) {
	s := start(t)
	s.Behave(ECR, Behaviour{Skew: -2 * time.Hour, Delay: 200 * time.Millisecond})
	before := time.Now()
	date, err := http.ParseTime(private().do(t, s).Header.Get("Date"))
	if err != nil {
		t.Fatal(err)
	}
	near(t, date, -2*time.Hour)
	if took := time.Since(before); took < 200*time.Millisecond {
		t.Errorf("it took %s", took)
	}
}

func TestRedirectAndBody(t *testing.T) {
	s := broken(t, Redirect(http.StatusTemporaryRedirect, "http://elsewhere.example/"))
	if resp := private().do(t, s); resp.StatusCode != 307 || resp.Header.Get("Location") != "http://elsewhere.example/" {
		t.Errorf("answered %d to %q", resp.StatusCode, resp.Header.Get("Location"))
	}
	s.Behave(ECR, Behaviour{Fault: Body("text/html", "<html>log in to the hotel</html>")})
	if resp := private().do(t, s); resp.Header.Get("Content-Type") != "text/html" {
		t.Errorf("the header is %v", resp.Header)
	}
	contains(t, private().read(t, s, http.StatusOK), "hotel")
}

func TestHangEndsWithTheServer(t *testing.T) {
	for _, b := range []Behaviour{{Fault: Hang()}, {Delay: time.Hour}} {
		s := start(t)
		s.Behave(Other, b)
		done := make(chan error, 1)
		go func() {
			resp, err := client.Get(s.URL())
			if err == nil {
				resp.Body.Close()
			}
			done <- err
		}()
		select {
		case err := <-done:
			t.Fatalf("it did not hang: %v", err)
		case <-time.After(300 * time.Millisecond):
		}
		s.Close()
		if err := <-done; err == nil {
			t.Error("a closed server answered")
		}
	}
}

func TestDrip(t *testing.T) {
	resp := private().do(t, broken(t, Drip()))
	begun := time.Now()
	got := make([]byte, 3)
	if _, err := io.ReadFull(resp.Body, got); err != nil || string(got) != `{"m` {
		t.Errorf("read %q (%v)", got, err)
	}
	if took := time.Since(begun); took < 1500*time.Millisecond {
		t.Errorf("three bytes came in %s", took)
	}
}

func TestHuge(t *testing.T) {
	resp := private().do(t, broken(t, Huge(http.StatusOK)))
	if n, err := io.CopyN(io.Discard, resp.Body, 64<<20); err != nil {
		t.Errorf("it ended after %d bytes: %v", n, err)
	}
}

func TestGzipBomb(t *testing.T) {
	resp := private().do(t, broken(t, GzipBomb()))
	packed, err := io.ReadAll(resp.Body)
	if err != nil || resp.Header.Get("Content-Encoding") != "gzip" || len(packed) > 1<<18 {
		t.Fatalf("%d bytes, %v (%v)", len(packed), resp.Header, err)
	}
	unzip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, unzip); n != 1<<27 || err != nil {
		t.Errorf("it unpacks to %d bytes (%v)", n, err)
	}
}

func TestReset(t *testing.T) {
	resp := private().do(t, broken(t, Reset()))
	got, err := io.ReadAll(resp.Body)
	if resp.ContentLength != 500 || err == nil || errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("read %q of %d: %v", got, resp.ContentLength, err)
	}
}
