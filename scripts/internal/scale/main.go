// Scale computes how many token requests a cluster sends to its cloud, for each way to provide
// pods with a login, and compares them with the limits that the clouds publish. It writes
// docs/scale.md and docs/scale.svg:
//
//	scripts/scale            print the figures for 5,000 nodes
//	scripts/scale -write     write them into the documents
//	scripts/scale -nodes 300 -pulls 20
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"
)

const (
	page  = "docs/scale.md"
	chart = "docs/scale.svg"
	begin = "<!-- figures: scripts/scale -write -->\n"
	end   = "<!-- end of figures -->\n"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "scale: "+err.Error())
		os.Exit(1)
	}
}

func run(args []string) error {
	c := usual()
	flags := flag.NewFlagSet("scale", flag.ExitOnError)
	flags.IntVar(&c.Nodes, "nodes", c.Nodes, "nodes of the cluster")
	flags.IntVar(&c.Pulls, "pulls", c.Pulls, "images that a node pulls in a day")
	flags.IntVar(&c.Accounts, "accounts", c.Accounts, "service accounts whose pods a node runs")
	flags.IntVar(&c.Secrets, "secrets", c.Secrets, "namespaces with a pull secret")
	flags.IntVar(&c.AtStart, "images", c.AtStart, "images that a node pulls when it starts")
	flags.DurationVar(&c.Start, "start", c.Start, "time in which all nodes start")
	write := flags.Bool("write", false, "write the documents")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if c.Nodes < 1 || c.Pulls < 1 || c.Accounts < 1 || c.Secrets < 0 || c.AtStart < 1 || c.Start < time.Second {
		return fmt.Errorf("every number is at least 1")
	}
	if !*write {
		fmt.Print(figures(c))
		return nil
	}
	if c != usual() {
		return fmt.Errorf("-write takes no other flag: the documents are about the usual cluster")
	}
	text, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	if text, err = replaced(text, figures(c)); err != nil {
		return err
	}
	if err := os.WriteFile(page, text, 0o644); err != nil {
		return err
	}
	return os.WriteFile(chart, []byte(drawing(c)), 0o644)
}

// replaced returns the page with new figures.
func replaced(text []byte, figures string) ([]byte, error) {
	before, rest, ok := bytes.Cut(text, []byte(begin))
	_, after, also := bytes.Cut(rest, []byte(end))
	if !ok || !also {
		return nil, fmt.Errorf("%s has no place for the figures", page)
	}
	return bytes.Join([][]byte{before, []byte(begin), []byte(figures), []byte(end), after}, nil), nil
}

// figures returns the two tables.
func figures(c Cluster) string {
	var out strings.Builder
	out.WriteString("\n| a token is requested | in a day, 12-hour tokens | in a day, 1-hour tokens | in a second, at " +
		"the start |\n|---|--:|--:|--:|\n")
	for _, d := range designs() {
		fmt.Fprintf(&out, "| %s | %s | %s | %s |\n", d.Name, number(d.Day(c, 12*time.Hour)), number(d.Day(c, time.Hour)),
			number(d.AtStart(c)))
	}
	out.WriteString("\n| published limit | in a second | at the start, it is exceeded |\n|---|--:|---|\n")
	for _, l := range limits() {
		var above []string
		for _, d := range designs() {
			if d.AtStart(c) > l.PerSecond {
				above = append(above, d.Short)
			}
		}
		if len(above) == 0 {
			above = []string{"never"}
		}
		fmt.Fprintf(&out, "| [%s](%s) | %s | %s |\n", l.Name, l.Source, number(l.PerSecond), strings.Join(above, ", "))
	}
	out.WriteString("\n")
	return out.String()
}

// number formats a number with commas.
func number(x float64) string {
	text := fmt.Sprintf("%.0f", x)
	if x > 0 && x < 10 {
		text = fmt.Sprintf("%.1f", x)
	}
	for at := len(text) - 3; at > 0 && x >= 1000; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}
