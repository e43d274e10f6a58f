package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/apply"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/exit"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/resolve"
	"github.com/dockercfg/dockercfg/helpers/dockercfg/internal/term"
	"github.com/dockercfg/dockercfg/shared/fault"
	"github.com/dockercfg/dockercfg/shared/formats"
)

// applyFor is the time limit for all requests to the API server, after the helpers.
const applyFor = 30 * time.Second

// applyOptions holds the flags of export that write into a cluster, and the cluster.
type applyOptions struct {
	apply, force, whenDue  bool
	server, token, caFile  string
	cluster                apply.Cluster
	objectName, namespaced string
	argoCDType             string
}

func (a *applyOptions) flags(flags *pflag.FlagSet) {
	flags.StringVar(&a.objectName, "name", "", "`NAME` of the Kubernetes object")
	flags.StringVar(&a.namespaced, "namespace", "", "`NAMESPACE` of the Kubernetes object")
	flags.StringVar(&a.argoCDType, "argocd-type", "",
		"`TYPE` of the Argo CD repositories: helm, or oci if their URLs begin with oci://")
	flags.BoolVar(&a.apply, "apply", false,
		"write the Secret into the cluster, by server-side apply with the field manager dockercfg")
	flags.BoolVar(&a.force, "force-conflicts", false, "with --apply, take over fields of other managers")
	flags.BoolVar(&a.whenDue, "when-due", false,
		"with --apply, do nothing until a third of the credential's life has passed")
	flags.StringVar(&a.server, "api-server", "", "`URL` of the API server (default: the one of this pod)")
	flags.StringVar(&a.token, "api-token-file", "", "`FILE` with a token for --api-server")
	flags.StringVar(&a.caFile, "api-ca-file", "", "`FILE` with the certificate authority of --api-server")
}

// checkApply refuses invalid flags of the cluster, and opens the cluster.
func (e *exportOptions) checkApply(format formats.Format, sealed bool) error {
	a := &e.applyOptions
	switch {
	case (a.objectName != "" || a.namespaced != "" || a.apply) && !format.Manifest:
		return exit.Misused("--name, --namespace and --apply need --format k8s-secret or argocd")
	case a.argoCDType != "" && format.Name != "argocd":
		return exit.Misused("--argocd-type needs --format argocd")
	case !a.apply && (a.force || a.whenDue || a.server != "" || a.token != "" || a.caFile != ""):
		return exit.Misused("--force-conflicts, --when-due and --api-* need --apply")
	case !a.apply:
		return nil
	case e.output != "" || e.merge || sealed:
		return exit.Misused("--apply writes into the cluster: it cannot be used with -o, --merge, --encrypt-to or " +
			"--jet-key")
	case e.partial:
		return exit.Misused("--partial would remove the logins of failed registries from the Secret: leave it out, " +
			"or " +
			"name fewer HOSTs")
	case (a.server == "") != (a.token == "") || a.caFile != "" && a.server == "":
		return exit.Misused("--api-server and --api-token-file must be used together")
	}
	return a.open()
}

func (a *applyOptions) open() (err error) {
	if a.server != "" {
		a.cluster, err = apply.At(a.server, a.token, a.caFile)
	} else {
		a.cluster, err = apply.InPod(os.Getenv)
	}
	if err != nil {
		return err
	}
	if a.namespaced == "" {
		a.namespaced = a.cluster.Namespace
	}
	if a.namespaced == "" {
		return exit.Misused("--apply needs the Secret's namespace: add --namespace NAMESPACE")
	}
	if a.objectName == "" {
		a.objectName = formats.DefaultName
	}
	if err := (formats.Options{Name: a.objectName, Namespace: a.namespaced}).Check(); err != nil {
		return exit.Misused("%s", err)
	}
	return nil
}

// options returns the options of the format.
func (a applyOptions) options(expires time.Time) formats.Options {
	o := formats.Options{Name: a.objectName, Namespace: a.namespaced, ArgoCDType: a.argoCDType, Expires: expires}
	if !expires.IsZero() {
		o.Renew = time.Now().Add(time.Until(expires) / 3)
	}
	return o
}

func (a applyOptions) secret() apply.Secret {
	return apply.Secret{Namespace: a.namespaced, Name: a.objectName}
}

// due reports whether the Secret is to be written now, and if not, when.
func (a applyOptions) due(ctx context.Context) (due bool, until time.Time, err error) {
	if !a.whenDue {
		return true, until, nil
	}
	ctx, cancel := context.WithTimeout(ctx, applyFor)
	defer cancel()
	return a.cluster.Due(ctx, a.secret(), time.Now())
}

// wait reports until when there is nothing to do.
func (e exportOptions) wait(until time.Time, err error, s streams) error {
	switch {
	case err != nil:
		return err
	case e.json:
		outcome{}.writeJSON(s.err, nil)
	default:
		term.Say(s.err, "the Secret %s is not renewed before %s", e.secret(), until.UTC().Format(time.RFC3339))
	}
	return nil
}

// put applies the entries. The notes are for the user.
func (a applyOptions) put(ctx context.Context, entries []formats.Entry, format formats.Format,
	expires time.Time) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, applyFor)
	defer cancel()
	options := a.options(expires)
	secret := a.secret()
	secret.Manifest = func(version string) ([]byte, error) {
		options.ResourceVersion = version
		return format.Encode(entries, options)
	}
	lost, err := a.cluster.Apply(ctx, secret, a.force)
	if err != nil {
		return nil, err
	}
	note := fmt.Sprintf("applied the Secret %s", secret)
	if !expires.IsZero() {
		note += fmt.Sprintf(", which expires at %s: renew it after %s", expires.UTC().Format(time.RFC3339),
			options.Renew.UTC().Format(time.RFC3339))
	}
	notes := []string{note}
	for _, manager := range lost {
		if manager != apply.Manager {
			notes = append(notes,
				fmt.Sprintf("took over the login from %s: if %s applies the placeholder again, pulls "+
					"fail until the next run", manager, manager))
		}
	}
	return notes, nil
}

// report records in the cluster that the Secret was not renewed. err is the error of the
// run; it is returned.
func (e exportOptions) report(ctx context.Context, results []resolve.Result, err error, s streams) error {
	if !e.apply || err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), applyFor/2)
	defer cancel()
	var why []string
	for _, r := range results {
		if r.Err != nil && !errors.Is(r.Err, fault.ErrNotFound) {
			why = append(why, r.Host+": "+fault.Line(r.Err))
		}
	}
	if len(why) == 0 {
		why = []string{err.Error()}
	}
	if problem := e.cluster.Event(ctx, e.secret(), strings.Join(why, "; ")); problem != nil && !e.json {
		term.Say(s.err, "creating an Event: %s", fault.Line(problem))
	}
	return err
}
