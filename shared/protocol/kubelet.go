package protocol

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"

	"golang.org/x/term"

	"github.com/dockercfg/dockercfg/shared/credential"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/kubelet"
	"github.com/dockercfg/dockercfg/shared/registry"
)

// nodeIdentity is the flag that allows an answer with the machine's identity for a
// request without a pod's token. The verb kubelet needs it, since every pod of the node
// gets that answer. A start without arguments (bare) is such an answer by itself: it is how
// EKS starts the provider of a node.
const nodeIdentity = "--node-identity"

// kubeletArgs reports whether args are the verb kubelet with its flags.
func kubeletArgs(args []string) (node, ok bool) {
	switch {
	case len(args) == 0 || args[0] != "kubelet":
		return false, false
	case len(args) == 1:
		return false, true
	}
	return true, len(args) == 2 && args[1] == nodeIdentity
}

// bare handles a start without arguments: it answers a request of the kubelet, or prints
// the usage line. EKS starts the credential provider of its nodes that way, with a name
// of its own (https://github.com/awslabs/amazon-eks-ami, nodeadm,
// ECR_CREDENTIAL_PROVIDER_BIN_PATH).
func (p program) bare(ctx context.Context, usage string) reply {
	if f, ok := p.in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return reply{usage, usage, 1}
	}
	first, err := p.firstByte(usage)
	if err != nil || first != '{' {
		return reply{usage, usage, 1}
	}
	p.in = io.MultiReader(bytes.NewReader([]byte{first}), p.in)
	return p.kubelet(ctx, true)
}

// firstByte reads one byte. If nothing arrives on standard input, the run ends with the
// usage line.
func (p program) firstByte(usage string) (byte, error) {
	if p.waiting != nil {
		defer p.waiting(fixed(usage[:len(usage)-1]))()
	}
	var first [1]byte
	_, err := io.ReadFull(p.in, first[:])
	return first[0], err
}

// kubelet answers the kubelet. An error is written to standard error only, so that
// standard output contains a response or nothing.
func (p program) kubelet(ctx context.Context, node bool) reply {
	if p.limit != nil {
		return reply{err: p.failed(p.limit).err, code: 1}
	}
	answer, err := p.provided(ctx, node)
	if err != nil {
		return reply{err: p.failed(err).err, code: 1}
	}
	data, err := answer.Encode()
	if err != nil {
		return reply{err: p.failed(err).err, code: 1}
	}
	return reply{out: string(data)}
}

func (p program) provided(ctx context.Context, node bool) (kubelet.Response, error) {
	data, err := p.readAll("a CredentialProviderRequest", kubelet.MaxRequest, 0)
	if err != nil {
		return kubelet.Response{}, err
	}
	request, err := kubelet.Read(data)
	if err != nil {
		return kubelet.Response{}, err
	}
	if request.Token == "" && !node {
		return kubelet.Response{}, fault.New(fault.NoIdentity, "the request has no service account token: "+
			"add tokenAttributes to the provider's configuration, or %s to its args to answer every pod with this "+
			"node's identity", nodeIdentity)
	}
	answer, err := p.helper.ForKubelet(ctx, request)
	slog.Debug("kubelet", "image", request.Image, "token", request.Token, "credential", answer.Secret, "error", err)
	if !errors.Is(err, fault.ErrNotFound) {
		return answer, err
	}
	if request.Token == "" {
		return kubelet.None(), nil
	}
	return kubelet.Response{}, fault.New(fault.Config,
		"no credential for this image's registry can be made from a pod's token: "+
			"correct matchImages in the provider's configuration")
}

// ForKubelet answers a request of the kubelet. It returns fault.ErrNotFound in the same
// cases as Get.
func (h Helper) ForKubelet(ctx context.Context, r kubelet.Request) (kubelet.Response, error) {
	switch {
	case h.Kubelet != nil:
		return h.Kubelet(ctx, r)
	case r.Token == "":
		c, err := h.GetAndExplain(ctx, h.asked(r))
		return h.inResponse(r, c, err)
	case h.Pod != nil:
		c, err := h.Pod(ctx, r)
		return h.inResponse(r, c, err)
	}
	return kubelet.Response{}, fault.New(fault.Config, "this helper cannot use a pod's token: "+
		"remove tokenAttributes from the provider's configuration")
}

// asked returns the name for Get. It is the registry alone if all of its repositories
// have one credential, so that a node that pulls many images at the same time mints one
// token for them.
func (h Helper) asked(r kubelet.Request) registry.Name {
	if h.Wide == nil || !h.Wide(r.Name) {
		return r.Name
	}
	if name, err := registry.Parse(r.Key()); err == nil {
		return name
	}
	return r.Name
}

func (h Helper) inResponse(r kubelet.Request, c credential.Credential, err error) (kubelet.Response, error) {
	if err = h.whole(c, err); err != nil {
		return kubelet.Response{}, err
	}
	return kubelet.Of(r, c, h.Wide != nil && h.Wide(r.Name))
}
