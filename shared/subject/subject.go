// Package subject says whose token something is: issuer and subject of a JSON Web
// Token, which stay the same when the platform writes a new one. A cached token
// is kept under it, so that one job never gets what another one's proof was
// exchanged for. It serves the warm path and imports light packages alone
// (shared/ascii).
package subject

import (
	"encoding/base64"
	"os"
	"strconv"

	"github.com/dockercfg/dockercfg/shared/ascii"
	"github.com/dockercfg/dockercfg/shared/flatjson"
	"github.com/dockercfg/dockercfg/shared/rawfile"
	"github.com/dockercfg/dockercfg/shared/tokencache"
)

// maxToken bounds a token's file, in bytes.
const maxToken = 64 << 10

// File is Of a file's token; "" for no file.
func File(path string) string {
	if path == "" {
		return ""
	}
	data, ok := rawfile.Read(path, maxToken)
	if !ok {
		return "unreadable " + path
	}
	return Of(string(data))
}

// Of is issuer and subject of a token that says both, with the issuer's length
// before, and a digest of anything else. The token is not verified: whoever can write it can use it.
func Of(token string) string {
	for token != "" && (token[len(token)-1] == '\n' || token[len(token)-1] == '\r') {
		token = token[:len(token)-1]
	}
	_, rest, _ := ascii.Cut(token, '.')
	payload, _, signed := ascii.Cut(rest, '.')
	if claims, err := base64.RawURLEncoding.DecodeString(payload); err == nil && signed {
		issuer, ok := flatjson.String(string(claims), "iss")
		subject, also := flatjson.String(string(claims), "sub")
		if ok && also {
			return strconv.Itoa(len(issuer)) + " " + issuer + " " + subject
		}
	}
	return "digest " + tokencache.Digest(token)
}

// Runner is the job that a runner of GitHub or Forgejo would vouch for: the
// address for its tokens names the run. It is "" where a job may not ask.
func Runner() string {
	url := os.Getenv("ACTIONS_ID_TOKEN_REQUEST_URL")
	if url == "" || os.Getenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN") == "" {
		return ""
	}
	return os.Getenv("GITHUB_REPOSITORY") + " " + os.Getenv("GITHUB_REF") + " " + os.Getenv("GITHUB_JOB") + " " + tokencache.Digest(url)
}
