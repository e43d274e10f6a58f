// Endpoint is clouds on loopback for the benchmarks: Amazon's services, over TLS
// too with "tls" and a directory, slow ones with "slow" and one, or with a
// directory alone all others under their real names. It
// is a process of its own, so that the one that measures stays small. It prints
// its variables, one a line, and an empty line; then, for each line that it reads,
// how many requests for tokens there were. It ends with its standard input.
package main

import (
	"bufio"
	"fmt"
	"os"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeazure"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakecloud"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakegoogle"
	"github.com/dockercfg/dockercfg/shared/helpertest/fakeibm"
)

func main() {
	env, requests, err := start(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "endpoint:", err)
		os.Exit(1)
	}
	for _, assignment := range env {
		fmt.Println(assignment)
	}
	fmt.Println()
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		fmt.Println(requests())
	}
}

func start(args []string) (env []string, requests func() int, err error) {
	switch {
	case len(args) == 0:
		return amazon("", "")
	case len(args) == 2:
		return amazon(args[0], args[1])
	}
	cloud, err := fakecloud.Start(args[0])
	if err != nil {
		return nil, nil, err
	}
	fakeazure.Serve(cloud)
	fakegoogle.Serve(cloud)
	fakeibm.Serve(cloud)
	others(cloud)
	privateRegistries(cloud)
	env = append(cloud.Environment(), "GOOGLE_AUTH_JSON="+fakegoogle.ServiceAccount("ci@p.iam.gserviceaccount.com"))
	return env, func() int { return forTokens(cloud.Requests()) }, nil
}

// forTokens counts the requests that helpers make; a client's pull, and its own
// exchange of the login, are not among them.
func forTokens(all []fakecloud.Request) (n int) {
	for _, r := range all {
		_, registry := registries[r.Host]
		if !registry || r.Path == "/oauth2/exchange" {
			n++
		}
	}
	return n
}
