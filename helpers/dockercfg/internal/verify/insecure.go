package verify

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/dockercfg/dockercfg/shared/safefile"
	"github.com/dockercfg/dockercfg/shared/tokenhttp"
	"github.com/dockercfg/dockercfg/shared/userdirs"
)

// insecure are the registries to which Docker Engine speaks without a verified
// certificate, or without TLS: those on this machine, and those that its configuration
// lists (https://docs.docker.com/reference/cli/dockerd/#insecure-registries). Docker
// Engine also does for a name of which one address is in a listed network or on this
// machine, and then connects to any of them. A forged DNS answer would then get a
// login. Here all addresses have to be, and no other is connected to.
type insecure struct {
	hosts    map[string]bool // host[:port], as the image names it
	networks []netip.Prefix
}

// lookupFor bounds the lookup of a name's addresses.
const lookupFor = 2 * time.Second

// engineFiles returns the paths of Docker Engine's configuration: the system's, that of
// a rootless engine, and Docker Desktop's
// (https://docs.docker.com/engine/daemon/#configuration-file).
func engineFiles() []string {
	files := []string{"/etc/docker/daemon.json"}
	if data := os.Getenv("ProgramData"); filepath.IsAbs(data) {
		files = append(files, filepath.Join(data, "docker", "config", "daemon.json"))
	}
	home, err := userdirs.Home(os.Getenv)
	if dir := os.Getenv("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		files = append(files, filepath.Join(dir, "docker", "daemon.json"))
	} else if err == nil {
		files = append(files, filepath.Join(home, ".config", "docker", "daemon.json"))
	}
	if err == nil {
		files = append(files, filepath.Join(home, ".docker", "daemon.json"))
	}
	return files
}

// readInsecure reads all configurations that exist. One that cannot be read lists
// nothing: the engine does not start with it.
func readInsecure() insecure {
	i := insecure{hosts: map[string]bool{}, networks: []netip.Prefix{
		netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128"),
	}}
	for _, file := range engineFiles() {
		data, err := safefile.ReadNamed(file, 1<<20, false)
		var engine struct {
			Insecure []string `json:"insecure-registries"`
		}
		if err != nil || json.Unmarshal(data, &engine) != nil {
			continue
		}
		for _, entry := range engine.Insecure {
			i.add(entry)
		}
	}
	return i
}

// add adds an entry: a network, or host[:port]. A scheme before it is dropped.
func (i *insecure) add(entry string) {
	for _, scheme := range []string{"http://", "https://"} {
		if len(entry) >= len(scheme) && strings.EqualFold(entry[:len(scheme)], scheme) {
			entry = entry[len(scheme):]
			break
		}
	}
	if network, err := netip.ParsePrefix(entry); err == nil {
		i.networks = append(i.networks, network.Masked())
		return
	}
	i.hosts[entry] = true
}

// names reports whether a registry is insecure by its name or address.
func (i *insecure) names(host string) bool { return i.lists(host) || hostname(host) == "localhost" }

// lists reports whether a registry is listed, wherever its name leads.
func (i *insecure) lists(host string) bool {
	if i.hosts[host] {
		return true
	}
	address, err := netip.ParseAddr(hostname(host))
	return err == nil && i.contains(address)
}

// resolves reports whether a registry's name has addresses in listed networks only.
func (i *insecure) resolves(ctx context.Context, host string) bool {
	ctx, cancel := context.WithTimeout(ctx, lookupFor)
	defer cancel()
	addresses, err := net.DefaultResolver.LookupNetIP(ctx, "ip", hostname(host))
	outside := func(address netip.Addr) bool { return !i.contains(address) }
	return err == nil && len(addresses) > 0 && !slices.ContainsFunc(addresses, outside)
}

// client returns a client for an insecure registry. If only its addresses make it one, the
// client connects to no others, since the name may resolve to others by then.
func (i *insecure) client(host string, limit time.Duration) *http.Client {
	if i.lists(host) {
		return tokenhttp.Unchecked(limit)
	}
	return tokenhttp.UncheckedAt(limit, i.contains)
}

func (i *insecure) contains(address netip.Addr) bool {
	for _, network := range i.networks {
		if network.Contains(address.Unmap()) {
			return true
		}
	}
	return false
}

// hostname returns a registry without its port, and an IPv6 address without its brackets.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}
