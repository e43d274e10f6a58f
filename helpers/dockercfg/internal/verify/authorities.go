package verify

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"

	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/userdirs"
)

// authorities returns the system's certificate authorities and those that docker and
// podman were given for a registry
// (https://docs.docker.com/engine/security/certificates/); nil if there are none of
// the latter.
func authorities(host string) *x509.CertPool {
	places := []string{"/etc/docker/certs.d", "/etc/containers/certs.d"}
	if home, err := userdirs.Home(os.Getenv); err == nil {
		places = append(places, filepath.Join(home, ".docker", "certs.d"),
			filepath.Join(home, ".config", "containers", "certs.d"))
	}
	var roots *x509.CertPool
	for _, place := range places {
		files, _ := os.ReadDir(filepath.Join(place, host))
		for _, file := range files {
			data, err := safefile.ReadNamed(filepath.Join(place, host, file.Name()), 1<<20, false)
			if err != nil || !strings.HasSuffix(file.Name(), ".crt") {
				continue
			}
			if roots == nil {
				if roots, err = x509.SystemCertPool(); err != nil {
					roots = x509.NewCertPool()
				}
			}
			roots.AppendCertsFromPEM(data)
		}
	}
	return roots
}
