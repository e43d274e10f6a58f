package codeship

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"text/template/parse"
)

// maxTemplate bounds an image_tag; a tag itself has up to maxTag characters.
const maxTemplate = 1024

// functions are those that an image_tag may call. Without variables and loops each
// argument is used once, so that their results cannot be much longer than the template
// and its values. html, js and urlquery are missing: each can double its argument, again
// and again if they are nested.
var functions = map[string]bool{
	"and": true, "or": true, "not": true, "eq": true, "ne": true, "lt": true, "le": true, "gt": true, "ge": true,
	"len": true, "index": true, "slice": true, "print": true, "println": true, "printf": true,
}

// shortFormat has verbs that use each argument once, unquoted, and pad it to 99 characters
// at most.
var shortFormat = regexp.MustCompile(`^([^%]|%%|%[-0]?[0-9]{0,2}(\.[0-9]{1,2})?[svd])*$`)

var (
	errNested   = errors.New("it has a loop or a nested template, which is not evaluated")
	errVariable = errors.New("it sets a variable, which is not evaluated")
	errFormat   = errors.New("its printf has a format other than text, %s, %v and %d with a width up to 99, " +
		"and is not evaluated")
	errArgument = errors.New("it computes the argument of a method, which is not evaluated")
)

// bounded reports, as an error, what could make the evaluation of a template long: the
// template engine builds strings in memory before it writes them. Only what is known to be
// harmless is accepted.
func bounded(list *parse.ListNode) error {
	if list == nil {
		return nil
	}
	for _, node := range list.Nodes {
		var err error
		switch node := node.(type) {
		case *parse.TextNode, *parse.CommentNode:
		case *parse.ActionNode:
			err = boundedPipe(node.Pipe)
		case *parse.IfNode:
			if err = boundedPipe(node.Pipe); err == nil {
				err = bounded(node.List)
			}
			if err == nil {
				err = bounded(node.ElseList)
			}
		default:
			err = errNested
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func boundedPipe(pipe *parse.PipeNode) error {
	if len(pipe.Decl) > 0 {
		return errVariable
	}
	for i, command := range pipe.Cmds {
		if err := boundedCommand(command, i > 0); err != nil {
			return err
		}
	}
	return nil
}

// boundedCommand checks a function, or a value with the arguments of its method. piped
// tells that the result of another command becomes its last argument.
func boundedCommand(c *parse.CommandNode, piped bool) error {
	first, args := c.Args[0], c.Args[1:]
	if function, ok := first.(*parse.IdentifierNode); ok {
		if err := boundedCall(function.Ident, args); err != nil {
			return err
		}
	} else {
		if err := constants(args, piped); err != nil {
			return err
		}
		args = c.Args
	}
	for _, arg := range args {
		if err := boundedArgument(arg); err != nil {
			return err
		}
	}
	return nil
}

func boundedCall(function string, args []parse.Node) error {
	if !functions[function] {
		return fmt.Errorf("it calls %s, which is not evaluated", function)
	}
	if function != "printf" {
		return nil
	}
	if len(args) > 0 {
		if format, ok := args[0].(*parse.StringNode); ok && shortFormat.MatchString(format.Text) {
			return nil
		}
	}
	return errFormat
}

// constants checks the arguments of a method: what Time.Format returns can be longer than
// its layout, so a layout must not come from another Time.Format.
func constants(args []parse.Node, piped bool) error {
	for _, arg := range args {
		switch arg.(type) {
		case *parse.StringNode, *parse.NumberNode, *parse.BoolNode:
		default:
			return errArgument
		}
	}
	if piped {
		return errArgument
	}
	return nil
}

func boundedArgument(arg parse.Node) error {
	switch arg := arg.(type) {
	case *parse.FieldNode:
		return known(arg.Ident)
	case *parse.VariableNode: // only $ exists, the same as the dot
		return known(arg.Ident[1:])
	case *parse.ChainNode:
		return boundedArgument(arg.Node)
	case *parse.PipeNode:
		return boundedPipe(arg)
	case *parse.IdentifierNode: // without arguments of its own
		return boundedCall(arg.Ident, nil)
	}
	return nil // the dot, or a constant
}

// known reports, as an error, a value that does not exist.
func known(ident []string) error {
	if len(ident) == 0 {
		return nil
	}
	if _, there := reflect.TypeFor[values]().FieldByName(ident[0]); !there {
		return fmt.Errorf("the value .%s does not exist", ident[0])
	}
	return nil
}
