package apply

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"time"

	"github.com/dockercfg/dockercfg/shared/fault"
)

// maxMessage is the maximum size of an Event's message, in bytes
// (https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/).
const maxMessage = 1024

// Reason is the reason in the Event for a Secret that was not renewed.
const Reason = "NotRenewed"

type event struct {
	APIVersion string        `json:"apiVersion"`
	Kind       string        `json:"kind"`
	Metadata   eventMetadata `json:"metadata"`
	Involved   involved      `json:"involvedObject"`
	Type       string        `json:"type"`
	Reason     string        `json:"reason"`
	Message    string        `json:"message"`
	Source     eventSource   `json:"source"`
	First      string        `json:"firstTimestamp"`
	Last       string        `json:"lastTimestamp"`
	Count      int           `json:"count"`
	Component  string        `json:"reportingComponent"`
	Instance   string        `json:"reportingInstance"`
}

type eventMetadata struct {
	GenerateName string `json:"generateName"`
	Namespace    string `json:"namespace"`
}

type involved struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Namespace  string `json:"namespace"`
	Name       string `json:"name"`
}

type eventSource struct {
	Component string `json:"component"`
}

// Event records in the Secret's namespace that the Secret was not renewed, and why.
func (c Cluster) Event(ctx context.Context, s Secret, why string) error {
	now := time.Now().UTC().Format(time.RFC3339)
	pod, _ := os.Hostname()
	body, err := json.Marshal(event{
		APIVersion: "v1", Kind: "Event",
		Metadata: eventMetadata{s.Name + ".", s.Namespace},
		Involved: involved{"v1", "Secret", s.Namespace, s.Name},
		Type:     "Warning", Reason: Reason, Message: fault.Printable(why, maxMessage),
		Source: eventSource{Manager}, First: now, Last: now, Count: 1, Component: Manager, Instance: pod,
	})
	if err != nil {
		return fault.New(fault.Internal, "writing the Event: %w", err)
	}
	reply, err := c.ask(ctx, call{
		method: http.MethodPost, path: objectPath(s.Namespace, "events", ""),
		accept: metadataOnly, contentType: "application/json", body: body,
	})
	switch {
	case err != nil:
		return err
	case reply.Status == http.StatusForbidden:
		return fault.New(fault.Denied, "the API server does not let this identity create Events in the namespace %s: "+
			"add the verb create for events to its Role", s.Namespace)
	case reply.Status >= 300:
		return fault.New(fault.Upstream, "unexpected answer from the API server for an Event: status %d", reply.Status)
	}
	return nil
}
