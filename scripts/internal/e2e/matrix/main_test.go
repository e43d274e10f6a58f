//go:build e2e

// Package matrix runs every client that users pull and push with, against
// registries that ask for Basic credentials, for a token, and over TLS, and gives
// it its login in each of the ways that the suite offers. What worked is one row of
// a table, which scripts/e2e prints and docs/clients.md holds.
//
//	matrix_test     a client goes through every way and registry
//	ways_test       how a login comes to a client
//	docker_test, containers_test, registry_test, buildkit_test, nomad_test
//	                the clients, each with its own flags for the same few things
//	table_test      the rows, printed, and compared with the document
package matrix

import (
	"os"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

func TestMain(m *testing.M) { os.Exit(stage.Main(m)) }
