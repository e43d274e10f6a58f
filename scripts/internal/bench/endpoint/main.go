// Endpoint is Amazon's services on loopback for the benchmarks. It is a process
// of its own, so that the one that measures stays small. It prints its variables,
// one a line, and an empty line; then, for each line that it reads, how many
// requests there were. It ends with its standard input.
package main

import (
	"bufio"
	"fmt"
	"os"

	"github.com/dockercfg/dockercfg/shared/helpertest/fakeaws"
)

func main() {
	server, err := fakeaws.Start()
	if err != nil {
		fmt.Fprintln(os.Stderr, "endpoint:", err)
		os.Exit(1)
	}
	for _, assignment := range server.Environment() {
		fmt.Println(assignment)
	}
	fmt.Println()
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		fmt.Println(len(server.Requests()))
	}
}
