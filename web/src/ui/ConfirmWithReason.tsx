// A step that needs a reason: says what will happen, takes the reason, shows the refusal where it was asked.

import { Button, Group, Modal, Text, Textarea } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { type KeyOf, useAct } from '../api/act';
import { words } from '../words';

export interface ConfirmWithReasonProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  /** What will happen, in one or two sentences. */
  consequence: ReactNode;
  confirmLabel: string;
  /** Cannot be undone. */
  isSerious?: boolean;
  /** Asks only, without a reason. */
  needsReason?: boolean;
  /** Rejects with the sentence to show. */
  onConfirm: (reason: string, keyOf: KeyOf) => Promise<void>;
  /** More to fill in, above the reason. */
  children?: ReactNode;
}

export function ConfirmWithReason(props: ConfirmWithReasonProps) {
  const { opened, onClose, title, consequence, confirmLabel, isSerious = false, needsReason = true, onConfirm, children } = props;
  const [reason, setReason] = useState('');
  const [isMissing, setMissing] = useState(false);
  const act = useAct({ send: onConfirm, onSuccess: onClose, meta: { showsOwnErrors: true } });
  const { reset } = act;
  const refusal = isMissing ? words.reason.needed : act.error?.message;
  useEffect(() => {
    if (opened) return;
    setReason('');
    setMissing(false);
    reset();
  }, [opened, reset]);

  const confirm = () => {
    const isWithout = needsReason && reason.trim() === '';
    setMissing(isWithout);
    if (!isWithout) act.mutate(reason.trim());
  };

  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <form
        onSubmit={(submit) => {
          submit.preventDefault();
          confirm();
        }}
      >
        <Text size="sm" mb="md">
          {consequence}
        </Text>
        {children}
        {needsReason ? (
          <Textarea
            data-autofocus
            label={words.reason.label}
            description={words.reason.kept}
            autosize
            minRows={2}
            maxRows={8}
            maxLength={2000}
            value={reason}
            onChange={(change) => setReason(change.currentTarget.value)}
            error={refusal}
          />
        ) : (
          refusal !== undefined && (
            <Text size="sm" c="var(--blocker-text)" role="alert">
              {refusal}
            </Text>
          )
        )}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={act.isPending} {...(isSerious ? { color: 'red.9' } : {})}>
            {confirmLabel}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
