package registry

import (
	"errors"

	"github.com/dockercfg/dockercfg/shared/ascii"
)

// ParseImage parses an image reference as docker does, `[host[:port]/]repository
// [:tag][@digest]`, and returns the repository's name: Path is "/" and the repository. A
// reference without a host belongs to Docker Hub. There, and with the hosts docker.io and
// index.docker.io, a repository without a namespace is in library
// (https://github.com/distribution/reference/blob/main/normalize.go). The prefixes
// docker:// and oci://, which skopeo and helm require, are removed.
func ParseImage(reference string) (Name, error) {
	rest := reference
	for _, transport := range []string{"docker://", "oci://"} {
		if ascii.HasPrefix(rest, transport) {
			rest = rest[len(transport):]
		}
	}
	rest, digest, digested := ascii.Cut(rest, '@')
	if digested && !isDigest(digest) {
		return Name{}, errors.New("the image reference's digest is malformed")
	}
	host, repository, slashed := ascii.Cut(rest, '/')
	if !slashed || !isDomain(host) {
		host, repository = "docker.io", rest
	}
	if (host == "docker.io" || host == "index.docker.io") && ascii.Index(repository, '/') < 0 {
		repository = "library/" + repository
	}
	repository, tag, tagged := ascii.Cut(repository, ':')
	if tagged && !isTag(tag) {
		return Name{}, errors.New("the image reference's tag is malformed")
	}
	for rest, more := repository, true; more; {
		var component string
		if component, rest, more = ascii.Cut(rest, '/'); !isComponent(component) {
			return Name{}, errors.New(
				"the image reference's repository is not lower-case letters, digits and single separators")
		}
	}
	return Parse(host + "/" + repository)
}

// isDomain reports whether the first part of a reference is a host: it has a dot, a port
// or a capital letter, which a repository cannot have, or is localhost.
func isDomain(s string) bool {
	return s == "localhost" || ascii.Index(s, '.') >= 0 || ascii.Index(s, ':') >= 0 || ascii.Lower(s) != s
}

// isComponent checks one part of a repository: letters and digits, joined by a dot, one
// or two underscores, or hyphens.
func isComponent(s string) bool {
	joint := ""
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			joint = ""
			continue
		}
		joint += s[i : i+1]
		switch {
		case i == 0 || i == len(s)-1:
			return false
		case joint == "." || joint == "_" || joint == "__":
		case c == '-' && (joint == "-" || joint[0] == '-'):
		default:
			return false
		}
	}
	return s != ""
}

func isTag(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isWord(s[i]) && (i == 0 || s[i] != '.' && s[i] != '-') {
			return false
		}
	}
	return s != "" && len(s) <= 128
}

// isDigest checks `algorithm:hex`, for any algorithm.
func isDigest(s string) bool {
	algorithm, sum, ok := ascii.Cut(s, ':')
	for i := 0; i < len(sum); i++ {
		if c := sum[i]; !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			return false
		}
	}
	return ok && algorithm != "" && isTag(algorithm) && len(sum) >= 32
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
