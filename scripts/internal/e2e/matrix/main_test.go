//go:build e2e

// Package matrix runs every client against registries with Basic authentication, with a token
// server, and with TLS, and provides it with a login in each way that this suite offers. The
// results of a client are one row of a table, which scripts/e2e prints and docs/clients.md
// contains.
//
//	matrix_test     a client with every way and registry
//	ways_test       the ways to provide a client with a login
//	docker_test, containers_test, registry_test, buildkit_test, nomad_test
//	                the clients with their flags
//	table_test      prints the rows and compares them with the document
package matrix

import (
	"os"
	"testing"

	"github.com/dockercfg/dockercfg/scripts/internal/e2e/stage"
)

func TestMain(m *testing.M) { os.Exit(stage.Main(m)) }
