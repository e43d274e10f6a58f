// Endpoint runs fake clouds on loopback for the benchmarks: Amazon's services, with TLS for
// "tls" and a directory, with a latency for "slow" and a directory, or, for a directory alone,
// all other clouds under their real host names. It is a separate process, so that the
// process that measures stays small. It prints its variables, one per line, and an empty
// line; then, for each line that it reads, the number of requests for tokens. It ends when
// its standard input ends.
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

// forTokens counts the requests that helpers make, without a client's requests for a pull and
// for the exchange of its login.
func forTokens(all []fakecloud.Request) (n int) {
	for _, r := range all {
		_, registry := registries[r.Host]
		if !registry || r.Path == "/oauth2/exchange" {
			n++
		}
	}
	return n
}
