#!/usr/bin/env python3
"""Role vectors of a chat model of your own, as deltascope reads them.

    pip install torch transformers accelerate
    python docs/role_vectors.py MODEL vectors/ [--roles roles.json] [--questions questions.txt] [--tokens 96]
    deno task report --base BASE --instruct MODEL --vectors vectors/ --layers all

MODEL is a folder or an id on the Hugging Face Hub. It answers every question in every role, and once in none, with no more
before it than its chat template puts there (Qwen 2.5: that it is helpful; the first prompt is shown). A vector is the output of
each block, averaged over the tokens of an answer and then over answers: `role.NAME.npy` and `default.npy`, float32
[layers, hidden size] each. A file that is there is not made again, so the same line goes on where it was cut: take a new folder
for other roles, questions or models.

roles.json: {"bard": "You are a bard who ...", ...}. questions.txt: one a line. Those below are a beginning, not a standard:
a PC1 that means something takes tens of roles of your own question.
"""
import argparse
import json
import os
import re
import sys

import numpy as np
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

ROLES = {
    "bard": "You are a wandering bard who turns everything into a tale or a song.",
    "accountant": "You are a careful accountant who checks every figure twice.",
    "pirate": "You are a pirate captain, loud, greedy and fond of the sea.",
    "physician": "You are an experienced physician who explains things calmly to patients.",
    "sceptic": "You are a sceptic who doubts every claim and asks for evidence.",
    "prophet": "You are a prophet who speaks in visions and warnings.",
    "teacher": "You are a patient primary school teacher who makes things simple.",
    "lawyer": "You are a lawyer who weighs every word and every risk.",
    "comedian": "You are a stand-up comedian who cannot let a joke pass.",
    "hermit": "You are a hermit who has lived alone in the mountains for decades.",
    "salesperson": "You are a salesperson who praises a product in every answer.",
    "detective": "You are a detective who reasons from small traces.",
    "poet": "You are a poet who answers in images rather than facts.",
    "engineer": "You are an engineer who looks for what can fail.",
    "ghost": "You are a ghost who remembers life only dimly.",
    "chef": "You are a chef who compares everything to food.",
    "diplomat": "You are a diplomat who avoids offending anybody.",
    "rebel": "You are a rebel who distrusts every authority.",
    "monk": "You are a monk who values silence and patience.",
    "journalist": "You are a journalist who wants who, what, when, where and why.",
    "child": "You are a curious six-year-old child.",
    "grandmother": "You are a grandmother full of advice and stories.",
    "villain": "You are the villain of a melodrama, plotting and theatrical.",
    "librarian": "You are a librarian who points to where more can be found.",
}

QUESTIONS = [
    "How should I spend a free afternoon?",
    "What makes a good friend?",
    "Why do people disagree so much?",
    "How would you explain rain to somebody who has never seen it?",
    "I made a mistake at work. What now?",
    "What is worth learning at any age?",
    "Should I trust my first impression of a person?",
    "What is a fair way to divide a cake?",
    "How do I fall asleep more easily?",
    "What will the world look like in fifty years?",
    "Tell me about a place that matters to you.",
    "Who are you?",
]


# What chat templates ask for beside the messages, those that name it: an answer that is no thinking (Qwen 3), and one date
# for all roles, whatever day it is (Llama 3).
TEMPLATE = {"enable_thinking": False, "date_string": "26 Jul 2024"}


def main():
    asked = arguments()
    tokenizer = AutoTokenizer.from_pretrained(asked.model)
    model = AutoModelForCausalLM.from_pretrained(asked.model, torch_dtype="auto", device_map="auto").eval()
    takes_system = has_system_turn(tokenizer)
    first = encode(tokenizer, messages_of(None, asked.questions[0], takes_system)).to(model.device)
    print(f"The first prompt:\n{tokenizer.decode(first[0])}", file=sys.stderr)
    blocks = blocks_of(model, first)
    ends = ends_of(model, tokenizer)
    os.makedirs(asked.folder, exist_ok=True)
    for name, persona in [("default", None), *asked.roles.items()]:
        path = os.path.join(asked.folder, f"{name}.npy" if persona is None else f"role.{name}.npy")
        if os.path.exists(path):
            print(f"{path} is there and is kept", file=sys.stderr)
            continue
        states = []
        for question in asked.questions:
            prompt = encode(tokenizer, messages_of(persona, question, takes_system)).to(model.device)
            answered = answer(model, prompt, asked.tokens, ends)
            # An answer that ends at once has no token of its own.
            if answered.shape[1] > prompt.shape[1]:
                states.append(block_outputs(model, blocks, answered)[:, prompt.shape[1]:].mean(1))
        if not states:
            sys.exit(f"role_vectors.py: {name} answered no question with a single token; look at its prompt")
        save(path, torch.stack(states).mean(0).numpy())
        print(f"{path}: {len(states)} answers", file=sys.stderr)


def arguments():
    parser = argparse.ArgumentParser(usage="role_vectors.py MODEL FOLDER [--roles FILE] [--questions FILE] [--tokens N]")
    parser.add_argument("model")
    parser.add_argument("folder")
    parser.add_argument("--roles")
    parser.add_argument("--questions")
    parser.add_argument("--tokens", type=int, default=96)
    asked = parser.parse_args()
    asked.roles = ROLES if asked.roles is None else json.loads(read(asked.roles))
    asked.questions = QUESTIONS if asked.questions is None else [it.strip() for it in read(asked.questions).splitlines() if it.strip()]
    if not isinstance(asked.roles, dict):
        parser.error('the file of roles holds no {"name": "prompt", ...}')
    empty = [name for name, persona in asked.roles.items() if not isinstance(persona, str) or not persona.strip()]
    if empty:
        parser.error(f"the role {empty[0]!r} has no prompt: expected text that tells the model who it is")
    # Each is the name of a file.
    wrong = [name for name in asked.roles if name == "default" or not re.fullmatch(r"[\w-]+", name)]
    if wrong:
        parser.error(f"a role cannot be called {wrong[0]!r}: letters, digits, _ and - alone, and `default` is the one without a role")
    if len(asked.roles) < 2 or not asked.questions:
        parser.error("two roles and a question are the least")
    return asked


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def messages_of(persona, question, takes_system):
    if persona is None:
        return [{"role": "user", "content": question}]
    if takes_system:
        return [{"role": "system", "content": persona}, {"role": "user", "content": question}]
    return [{"role": "user", "content": f"{persona}\n\n{question}"}]


def has_system_turn(tokenizer):
    """Some templates refuse one (Gemma 2), others leave it out without a word (the first of Phi 3): then roles stand before questions."""
    try:
        one, other = (encode(tokenizer, messages_of(persona, "b", True)).tolist() for persona in ("A bard", "A monk"))
        finding = "the template leaves it out" if one == other else None
    except Exception as error:  # whatever a template raises
        finding = error
    if finding is not None:
        print(f"No system turn ({finding}): roles stand before the question", file=sys.stderr)
    return finding is None


def encode(tokenizer, messages):
    """Token ids [1, T], up to where the answer begins."""
    template = str(getattr(tokenizer, "chat_template", ""))
    asked = {name: value for name, value in TEMPLATE.items() if name in template}
    encoded = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_tensors="pt", return_dict=True, **asked)
    return encoded["input_ids"]


def ends_of(model, tokenizer):
    """Tokens that end an answer: a fine-tuned model may name that of its chats in its tokenizer alone."""
    ends = model.generation_config.eos_token_id
    ends = ends if isinstance(ends, (list, tuple)) else [ends]
    return sorted({end for end in [*ends, tokenizer.eos_token_id] if end is not None})


@torch.no_grad()
def answer(model, prompt, n_tokens, ends):
    """The prompt and the likeliest answer, without the token that ends it."""
    how = {"max_new_tokens": n_tokens, "do_sample": False, "eos_token_id": ends or None}
    answered = model.generate(prompt, attention_mask=torch.ones_like(prompt), **how)
    return answered[:, :-1] if int(answered[0, -1]) in ends else answered


def blocks_of(model, ids):
    """The list of blocks that text goes through: a vision tower may have as many."""
    config = model.config.get_text_config() if hasattr(model.config, "get_text_config") else model.config
    for module in model.modules():
        if isinstance(module, torch.nn.ModuleList) and len(module) == config.num_hidden_layers:
            if len(block_outputs(model, module, ids)) == len(module):
                return list(module)
    sys.exit(f"role_vectors.py: found no list of {config.num_hidden_layers} blocks in {type(model).__name__} that each are called once")


@torch.no_grad()
def block_outputs(model, blocks, ids):
    """float32 [L, T, C]: by hooks, as the last of `hidden_states` lies after the final norm."""
    kept = []

    def keep(_module, _args, output):
        kept.append((output[0] if isinstance(output, tuple) else output)[0].float().cpu())

    hooks = [block.register_forward_hook(keep) for block in blocks]
    try:
        model(ids)
    finally:
        for hook in hooks:
            hook.remove()
    return torch.stack(kept) if kept else torch.empty(0)


def save(path, array):
    """Whole or not at all."""
    with open(f"{path}.part", "wb") as file:
        np.save(file, array)
    os.replace(f"{path}.part", path)


if __name__ == "__main__":
    main()
