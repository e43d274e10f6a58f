//go:build e2e

package stage

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// The only user that the registries know. The password contains a colon on purpose: in
// `user:password`, only the first colon is a separator.
const (
	User     = "alice"
	Password = "s3cr:et"
)

// Registry starts Debian's docker-registry on loopback with an `auth` section, and returns its
// host:port.
func Registry(t testing.TB, auth string) string {
	t.Helper()
	return registry(t, auth, "")
}

// TLSRegistry starts a registry with TLS. It also returns the file with its certificate authority.
func TLSRegistry(t testing.TB, auth string) (addr, authority string) {
	t.Helper()
	authority, cert, key := certificate(t)
	return registry(t, auth, fmt.Sprintf(", tls: {certificate: %q, key: %q}", cert, key)), authority
}

func registry(t testing.TB, auth, tls string) string {
	t.Helper()
	dir := t.TempDir()
	addr := freeAddress(t)
	config := filepath.Join(dir, "config.yml")
	text := fmt.Sprintf("version: 0.1\nlog: {level: warn}\n"+
		"storage: {filesystem: {rootdirectory: %q}, delete: {enabled: true}}\nhttp: {addr: %q%s}\nauth: %s\n",
		filepath.Join(dir, "data"), addr, tls, auth)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := (&Stage{Temp: dir, env: []string{"PATH=/usr/bin:/bin", "HOME=" + dir}}).Command(t, "docker-registry", "serve", config)
	cmd.Stdout, cmd.Stderr = log, log
	// The server must end even if the test binary is killed.
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-ended
		log.Close()
	})
	for start := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		conn, err := net.Dial("tcp", addr)
		if err == nil {
			conn.Close()
			return addr
		}
		select {
		case <-ended:
		default:
			if time.Since(start) < 20*time.Second {
				continue
			}
		}
		said, _ := os.ReadFile(log.Name())
		t.Fatalf("docker-registry does not serve: %s", said)
	}
}

// HTPasswd returns the `auth` section of a registry with Basic authentication.
func HTPasswd(t testing.TB) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "htpasswd")
	text := New(t).Run(t, "", "htpasswd", "-Bbn", User, Password).OK(t)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("{htpasswd: {realm: test, path: %q}}", file)
}

func freeAddress(t testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
