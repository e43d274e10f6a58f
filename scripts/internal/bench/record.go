package main

import (
	"encoding/json"
	"math"
	"time"
)

// Run is one line of docs/performance/history.jsonl: everything that was measured
// by one command on one machine. docs/performance.md and docs/performance.svg are
// written from the last line alone.
//
//	{"schema":1,"commit":"81a53c9","date":"2026-11-30T07:00:00Z","quick":false,
//	 "machine":{"cpu":"…","cores":2,"virtual":true,"load":0.1,"os":"linux","arch":"amd64","go":"go1.26.8"},
//	 "peers":[{"name":"crane","package":"github.com/google/…/crane","version":"v0.22.1"}],
//	 "tables":[{"id":"ecr-kept","title":"…","rounds":100,"rows":[
//	   {"what":"static keys","who":"ours","ms":[1.8,1.9,2.1],"ratio":[1.31,1.35,1.40],
//	    "instructions":0.65,"goals":[{"of":"ratio","most":1.5},{"of":"instructions","most":0.75,"gate":true}]}]}],
//	 "notRun":["skopeo: …"]}
type Run struct {
	Schema  int       `json:"schema"`  // of this type; 1
	Commit  string    `json:"commit"`  // short; with "+" where files were changed since
	Date    time.Time `json:"date"`    // when the run began, UTC
	Quick   bool      `json:"quick"`   // few repetitions: it shows that everything works, and no speed
	Minutes float64   `json:"minutes"` // how long the run took
	Machine Machine   `json:"machine"` // where
	Peers   []Peer    `json:"peers"`   // whose programs ours were compared with
	Tables  []Table   `json:"tables"`  // in the order in which they were measured
	NotRun  []string  `json:"notRun"`  // each with its reason
}

// Machine is where a run was made.
type Machine struct {
	CPU     string  `json:"cpu"`     // the model, as the system names it
	Cores   int     `json:"cores"`   // that the system shows
	Virtual bool    `json:"virtual"` // whether the processor says that it is a virtual machine's
	Load    float64 `json:"load"`    // processes that wanted a core, over the minute before the run
	Kernel  string  `json:"kernel"`
	OS      string  `json:"os"`   // GOOS
	Arch    string  `json:"arch"` // GOARCH
	Go      string  `json:"go"`   // the version that built every program, ours and others'
}

// Peer is somebody else's program, at the version that was measured.
type Peer struct {
	Name    string `json:"name"`
	Package string `json:"package"` // for go install; "" where a package of Debian has it
	Version string `json:"version"`
}

// Table is one comparison. All of its rows were run in the same rounds, each round
// in a random order.
type Table struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Rounds int    `json:"rounds"` // of the times; 0 where there are none
	Rows   []Row  `json:"rows"`
}

// Who a row is about.
const (
	ours    = "ours"
	peers   = "peer"
	floor   = "floor"   // what no program of this kind can be faster than
	control = "control" // the base a second time, from a copy: how much of a difference is noise
)

// Row is one line of a table. A figure that was not measured is left out.
type Row struct {
	What string `json:"what"`
	Who  string `json:"who"`
	Base bool   `json:"base,omitempty"` // the rows from here to the next base are compared with this one

	MS           *Cuts    `json:"ms,omitempty"`           // time of a run, milliseconds
	Ratio        *Cuts    `json:"ratio,omitempty"`        // of the time, to the base's in the same round
	Instructions *float64 `json:"instructions,omitempty"` // of one run, millions, as callgrind counts them
	Requests     *float64 `json:"requests,omitempty"`     // to the cloud for a token, a run
	Memory       *float64 `json:"memory,omitempty"`       // peak of resident memory, MB
	Size         *float64 `json:"size,omitempty"`         // of the file, MB
	Starts       *float64 `json:"starts,omitempty"`       // programs that a run starts, itself among them
	Goals        []Goal   `json:"goals,omitempty"`
}

// Cuts are the lower quartile, the median and the upper quartile.
type Cuts [3]float64

// Goal is the most that a figure of a row should be.
type Goal struct {
	Of   string  `json:"of"`             // the figure, by its name in JSON
	Most float64 `json:"most"`           // of the median
	Gate bool    `json:"gate,omitempty"` // a run fails where it is missed
}

// figure is the one with this name; false where it was not measured.
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

// missed are the goals that the row's figures are above, as both are shown: with two
// decimals.
func (r Row) missed() (goals []Goal) {
	for _, g := range r.Goals {
		if is, ok := r.figure(g.Of); ok && math.Round(is*100) > math.Round(g.Most*100) {
			goals = append(goals, g)
		}
	}
	return goals
}

// rounded keeps four digits: no measurement here is better than that.
func rounded(figure float64) float64 {
	if figure == 0 {
		return 0
	}
	digits := math.Pow(10, 3-math.Floor(math.Log10(math.Abs(figure))))
	return math.Round(figure*digits) / digits
}

// known is a figure for a row.
func known(figure float64) *float64 {
	figure = rounded(figure)
	return &figure
}

// cuts are those of some figures.
func cuts(figures []float64) *Cuts {
	low, median, high := quartiles(figures)
	return &Cuts{rounded(low), rounded(median), rounded(high)}
}

// line is the run as a line of the history.
func (r Run) line() ([]byte, error) {
	text, err := json.Marshal(r)
	return append(text, '\n'), err
}
