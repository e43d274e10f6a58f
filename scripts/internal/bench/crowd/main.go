// Crowd starts a program once for each line of its standard input, all at the same time, with
// the line as the program's input. It prints how many of them succeeded with an answer that
// contains a text: "200 of 200".
//
//	crowd TEXT PROGRAM [ARGUMENT]...
package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
)

func main() {
	var lines []string
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		lines = append(lines, in.Text())
	}
	var good atomic.Int64
	var all sync.WaitGroup
	for _, line := range lines {
		all.Go(func() {
			cmd := exec.Command(os.Args[2], os.Args[3:]...)
			cmd.Stdin = strings.NewReader(line + "\n")
			if said, err := cmd.Output(); err == nil && strings.Contains(string(said), os.Args[1]) {
				good.Add(1)
			}
		})
	}
	all.Wait()
	fmt.Printf("%d of %d\n", good.Load(), len(lines))
}
