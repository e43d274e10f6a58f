package main

import (
	"encoding/json"
	"math"
	"time"
)

// Run is one line of docs/performance/history.jsonl: everything that one command measured on
// one machine. docs/performance.md and docs/performance.svg are generated from the last
// line.
//
//	{"schema":1,"commit":"81a53c9","date":"2026-11-30T07:00:00Z","quick":false,
//	 "machine":{"cpu":"…","cores":2,"virtual":true,"load":0.1,"os":"linux","arch":"amd64","go":"go1.26.8"},
//	 "peers":[{"name":"crane","package":"github.com/google/…/crane","version":"v0.22.1"}],
//	 "tables":[{"id":"ecr-kept","title":"…","rounds":100,"rows":[
//	   {"what":"static keys","who":"ours","ms":[1.8,1.9,2.1],"ratio":[1.31,1.35,1.40],
//	    "instructions":0.65,"goals":[{"of":"ratio","most":1.5},{"of":"instructions","most":0.75,"gate":true}]}]}],
//	 "notRun":["skopeo: …"]}
type Run struct {
	Schema  int       `json:"schema"`  // the version of this type: 1
	Commit  string    `json:"commit"`  // short; with "+" if files have changed since
	Date    time.Time `json:"date"`    // start of the run, UTC
	Quick   bool      `json:"quick"`   // few repetitions, whose times mean nothing
	Minutes float64   `json:"minutes"` // duration of the run
	Machine Machine   `json:"machine"`
	Peers   []Peer    `json:"peers"`  // the programs that ours were compared with
	Tables  []Table   `json:"tables"` // in the order in which they were measured
	NotRun  []string  `json:"notRun"` // each with its reason
}

// Machine is the machine of a run.
type Machine struct {
	CPU     string  `json:"cpu"`     // the model, as the system names it
	Cores   int     `json:"cores"`   // number of cores that the system reports
	Virtual bool    `json:"virtual"` // whether the processor reports a hypervisor
	Load    float64 `json:"load"`    // load average over the minute before the run
	Kernel  string  `json:"kernel"`
	OS      string  `json:"os"`   // GOOS
	Arch    string  `json:"arch"` // GOARCH
	Go      string  `json:"go"`   // the Go version that built all programs
}

// Peer is another project's program, in the version that was measured.
type Peer struct {
	Name    string `json:"name"`
	Package string `json:"package"` // for go install; "" for a Debian package
	Version string `json:"version"`
}

// Table is one comparison. All its rows run in the same rounds, in a random order in each
// round.
type Table struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Rounds int    `json:"rounds"` // number of rounds; 0 if times are not measured
	Rows   []Row  `json:"rows"`
}

// Values of Row.Who.
const (
	ours    = "ours"
	peers   = "peer"
	floor   = "floor"   // the least that a program of this kind can take
	control = "control" // a copy of the base, whose difference to it is noise
)

// Row is one line of a table. A figure that was not measured is nil.
type Row struct {
	What string `json:"what"`
	Who  string `json:"who"`
	Base bool   `json:"base,omitempty"` // the rows up to the next base are compared with this one

	MS           *Cuts    `json:"ms,omitempty"`           // time of a run, milliseconds
	Ratio        *Cuts    `json:"ratio,omitempty"`        // time divided by the base's in the same round
	Instructions *float64 `json:"instructions,omitempty"` // instructions of a run, millions, by callgrind
	Requests     *float64 `json:"requests,omitempty"`     // requests for a token in a run
	Memory       *float64 `json:"memory,omitempty"`       // peak resident memory, MB
	Size         *float64 `json:"size,omitempty"`         // size of the file, MB
	Starts       *float64 `json:"starts,omitempty"`       // programs that a run starts, including itself
	Goals        []Goal   `json:"goals,omitempty"`
}

// Cuts are the lower quartile, the median and the upper quartile.
type Cuts [3]float64

// Goal is the maximum for a figure of a row.
type Goal struct {
	Of   string  `json:"of"`             // the JSON name of the figure
	Most float64 `json:"most"`           // the maximum of the median
	Gate bool    `json:"gate,omitempty"` // a run fails if it is missed
}

// figure returns the figure with this name, or false if it was not measured.
func (r Row) figure(name string) (float64, bool) {
	switch {
	case name == "ms" && r.MS != nil:
		return r.MS[1], true
	case name == "ratio" && r.Ratio != nil:
		return r.Ratio[1], true
	}
	alone := map[string]*float64{"instructions": r.Instructions, "requests": r.Requests, "memory": r.Memory,
		"size": r.Size, "starts": r.Starts}[name]
	if alone == nil {
		return 0, false
	}
	return *alone, true
}

// missed returns the goals that the row misses. Figures and goals are compared with two
// decimals, as they are printed.
func (r Row) missed() (goals []Goal) {
	for _, g := range r.Goals {
		if is, ok := r.figure(g.Of); ok && math.Round(is*100) > math.Round(g.Most*100) {
			goals = append(goals, g)
		}
	}
	return goals
}

// rounded rounds to four significant digits; no measurement here is more precise.
func rounded(figure float64) float64 {
	if figure == 0 {
		return 0
	}
	digits := math.Pow(10, 3-math.Floor(math.Log10(math.Abs(figure))))
	return math.Round(figure*digits) / digits
}

// known returns a figure for a row.
func known(figure float64) *float64 {
	figure = rounded(figure)
	return &figure
}

// cuts returns the quartiles of figures.
func cuts(figures []float64) *Cuts {
	low, median, high := quartiles(figures)
	return &Cuts{rounded(low), rounded(median), rounded(high)}
}

// line returns the run as a line of the history.
func (r Run) line() ([]byte, error) {
	text, err := json.Marshal(r)
	return append(text, '\n'), err
}
